using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Mirror;

/// <summary>
/// What the portal named of a list above <paramref name="After"/> up to <paramref name="Until"/>: its <paramref name="Ids"/>, and when the
/// list was begun.
/// </summary>
internal sealed record ListedRange(long After, long Until, DateTimeOffset ListedAt, IReadOnlyCollection<long> Ids);

/// <summary>
/// Brings the mirror to what the portal sent, in the context's transaction: rows by COPY into <see cref="MirrorStaging"/>, then one
/// statement. Unchanged rows are not written again. Cards that vanish leave a <see cref="VanishedCard"/>.
/// </summary>
internal static class MirrorWriting
{
    /// <summary>Another writer of this portal's mirror waits until the transaction ends, so what was looked up stays true. No row: no such portal.</summary>
    private const string Lock = """
        select 1, pg_advisory_xact_lock(hashtextextended(p.id::text, 20261128))
        from (select id from portal.portals where tenant_id = $1 and id = $2 for key share) as p
        """;

    private const string Insert = """
        insert into portal.mirror_records as old
          (tenant_id, portal_id, type, entity_id, title, first_name, second_name, last_name, company_title, phones, emails, messengers, webs,
           source_id, source_description, comments, stage_id, closed, category_id, assigned_by_id, contact_id, contact_ids, company_id, lead_id,
           created_at, modified_at, raw, content_hash, search_text, read_at, gained)
        select $1, $2, s.type, s.entity_id, s.title, s.first_name, s.second_name, s.last_name, s.company_title, s.phones, s.emails, s.messengers, s.webs,
          s.source_id, s.source_description, s.comments, s.stage_id, s.closed, s.category_id, s.assigned_by_id, s.contact_id, s.contact_ids, s.company_id, s.lead_id,
          s.created_at, s.modified_at, s.raw, s.content_hash, s.search_text, $3, '{}'
        from pg_temp.staged_cards s
        """;

    // "lateral … offset 0": each row is looked up by its key, whatever the planner thinks of a mirror that grows while it is read.
    private const string Upsert = Insert + """

        left join lateral (select r.content_hash from portal.mirror_records r
          where r.tenant_id = $1 and r.portal_id = $2 and r.type = s.type and r.entity_id = s.entity_id offset 0) known on true
        where known.content_hash is distinct from s.content_hash
        on conflict (tenant_id, portal_id, type, entity_id) do update set
          title = excluded.title, first_name = excluded.first_name, second_name = excluded.second_name, last_name = excluded.last_name,
          company_title = excluded.company_title, phones = excluded.phones, emails = excluded.emails, messengers = excluded.messengers,
          webs = excluded.webs, source_id = excluded.source_id, source_description = excluded.source_description, comments = excluded.comments,
          stage_id = excluded.stage_id, closed = excluded.closed, category_id = excluded.category_id, assigned_by_id = excluded.assigned_by_id,
          contact_id = excluded.contact_id, contact_ids = excluded.contact_ids, company_id = excluded.company_id, lead_id = excluded.lead_id,
          created_at = excluded.created_at, modified_at = excluded.modified_at, raw = excluded.raw, content_hash = excluded.content_hash,
          search_text = excluded.search_text, read_at = excluded.read_at,
          gained = coalesce(nullif(array(
            select unnest(excluded.phones || excluded.emails || excluded.messengers || excluded.webs)
            except select unnest(old.phones || old.emails || old.messengers || old.webs)), '{}'), old.gained)
        """;

    /// <summary>The selected cards leave the mirror with their activities; what they held is kept for the search of their heirs.</summary>
    private static string Vanish(string which) => $"""
        with gone as (delete from portal.mirror_records r where r.tenant_id = $1 and r.portal_id = $2 and {which} returning r.*),
        kept as (
          insert into portal.vanished_cards (tenant_id, portal_id, type, entity_id, name, contact_values, vanished_at)
          select tenant_id, portal_id, type, entity_id, left(coalesce(nullif(concat_ws(' ', last_name, first_name, second_name), ''), title, ''), 300),
            phones || emails || messengers || webs, $3 from gone
          on conflict (tenant_id, portal_id, type, entity_id) do update set
            name = excluded.name, contact_values = excluded.contact_values, vanished_at = excluded.vanished_at, heir_type = null, heir_id = null, settled_at = null
          returning type, entity_id),
        without as (
          delete from portal.mirror_activities a using gone g
          where a.tenant_id = $1 and a.portal_id = $2 and a.type = g.type and a.entity_id = g.entity_id)
        select count(*)::int from kept
        """;

    private const string InsertActivities = """
        insert into portal.mirror_activities (tenant_id, portal_id, kind, activity_id, type, entity_id, at, address, provider)
        select $1, $2, s.* from pg_temp.staged_activities s
        """;

    private const string UpsertActivities = """
        insert into portal.mirror_activities as old (tenant_id, portal_id, kind, activity_id, type, entity_id, at, address, provider)
        select distinct on (s.kind, s.activity_id, s.type, s.entity_id) $1, $2, s.* from pg_temp.staged_activities s
        left join lateral (select a.at, a.address, a.provider from portal.mirror_activities a
          where a.tenant_id = $1 and a.portal_id = $2 and a.kind = s.kind and a.activity_id = s.activity_id and a.type = s.type and a.entity_id = s.entity_id offset 0) known on true
        where (known.at, known.address, known.provider) is distinct from (s.at, s.address, s.provider)
        on conflict (tenant_id, portal_id, kind, activity_id, type, entity_id) do update
          set at = excluded.at, address = excluded.address, provider = excluded.provider
        where (old.at, old.address, old.provider) is distinct from (excluded.at, excluded.address, excluded.provider)
        """;

    private const string DeleteUnlistedActivities = """
        delete from portal.mirror_activities a
        where a.tenant_id = $1 and a.portal_id = $2 and a.kind = $3 and a.activity_id > $4 and a.activity_id <= $5
          and a.activity_id <> all($6)
        """;

    /// <summary>
    /// Makes the transaction the only writer of the portal's mirror until it ends. Whoever inserts comes through here: it stands for the
    /// foreign key to the portal, too, which the two tables do not have.
    /// </summary>
    public static async Task LockAsync(PortalDbContext db, TenantId tenant, PortalId portal, CancellationToken cancellationToken)
    {
        await using var command = MirrorStaging.Command(db, Lock);
        Own(command, tenant, portal);
        if (await command.ExecuteScalarAsync(cancellationToken) is null) throw new InvalidOperationException($"There is no portal {portal}.");
    }

    /// <summary>Writes single cards. Returns how many changed.</summary>
    public static async Task<int> WriteAsync(PortalDbContext db, TenantId tenant, PortalId portal, CopyBuffer cards, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (cards.Rows == 0) return 0;
        await LockAsync(db, tenant, portal, cancellationToken);
        return await PutAsync(db, tenant, portal, cards, Upsert, now, cancellationToken);
    }

    /// <summary>
    /// Writes what a list of cards has new and changed in a range that was looked up under <see cref="LockAsync"/>, and removes the older
    /// cards that it passes over. A card that was read alone after the list was begun may be newer than the list and stays.
    /// </summary>
    public static async Task WriteAsync(
        PortalDbContext db, TenantId tenant, PortalId portal, CopyBuffer cards, (EntityType Type, ListedRange Range) listed, KnownCards known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (known.HasOthers()) await VanishUnlistedAsync(db, tenant, portal, listed.Type, listed.Range, now, cancellationToken);
        if (cards.Rows > 0) await PutAsync(db, tenant, portal, cards, known.Changed == 0 ? Insert : Upsert, now, cancellationToken);
    }

    /// <summary>Writes single activities. Returns how many rows changed.</summary>
    public static async Task<int> WriteAsync(PortalDbContext db, TenantId tenant, PortalId portal, CopyBuffer activities, CancellationToken cancellationToken)
    {
        if (activities.Rows == 0) return 0;
        await LockAsync(db, tenant, portal, cancellationToken);
        return await PutAsync(db, tenant, portal, activities, UpsertActivities, cancellationToken);
    }

    /// <summary>
    /// Brings the activities of a kind in a range to those listed. <paramref name="known"/> is what the mirror has there, looked up under
    /// <see cref="LockAsync"/>, as <see cref="CopyBuffer"/> would write it: mostly the very same bytes.
    /// </summary>
    public static async Task WriteAsync(
        PortalDbContext db, TenantId tenant, PortalId portal, CopyBuffer activities, MirrorActivityKind kind, ListedRange range, ReadOnlyMemory<byte> known, CancellationToken cancellationToken)
    {
        if (activities.Written.SequenceEqual(known.Span)) return;
        if (known.Length > 0)
        {
            await using var delete = MirrorStaging.Command(db, DeleteUnlistedActivities);
            Own(delete, tenant, portal);
            delete.Value((short)kind);
            delete.Value(range.After);
            delete.Value(range.Until);
            delete.Value(range.Ids.ToArray());
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        if (activities.Rows > 0) await PutAsync(db, tenant, portal, activities, known.Length == 0 ? InsertActivities : UpsertActivities, cancellationToken);
    }

    private static async Task<int> PutAsync(
        PortalDbContext db, TenantId tenant, PortalId portal, CopyBuffer cards, string statement, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await MirrorStaging.CopyCardsAsync(db, cards, cancellationToken);
        await using var put = MirrorStaging.Command(db, statement);
        Own(put, tenant, portal);
        put.Value(now);
        return await put.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<int> PutAsync(PortalDbContext db, TenantId tenant, PortalId portal, CopyBuffer activities, string statement, CancellationToken cancellationToken)
    {
        await MirrorStaging.CopyActivitiesAsync(db, activities, cancellationToken);
        await using var put = MirrorStaging.Command(db, statement);
        Own(put, tenant, portal);
        return await put.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Replaces all terms of the portal by these.</summary>
    public static async Task ReplaceAsync(PortalDbContext db, PortalId portal, IReadOnlyList<PortalTerm> terms, CancellationToken cancellationToken)
    {
        await db.Set<PortalTerm>().Where(term => term.PortalId == portal).ExecuteDeleteAsync(cancellationToken);
        if (terms.Count == 0) return;
        await using var command = MirrorStaging.Command(db, """
            insert into portal.portal_terms (tenant_id, portal_id, kind, code, name, semantics, color, sort)
            select $1, $2, n.* from unnest($3, $4, $5, $6, $7, $8) as n (kind, code, name, semantics, color, sort)
            on conflict do nothing
            """);
        Own(command, terms[0].TenantId, portal);
        command.Value(terms.Select(term => term.Kind).ToArray());
        command.Value(terms.Select(term => term.Code).ToArray());
        command.Value(terms.Select(term => term.Name).ToArray());
        command.Value(terms.Select(term => term.Semantics).ToArray());
        command.Value(terms.Select(term => term.Color).ToArray());
        command.Value(terms.Select(term => term.Sort).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes cards and their activities. Returns how many were there.</summary>
    public static async Task<int> DeleteAsync(
        PortalDbContext db, TenantId tenant, PortalId portal, IReadOnlyCollection<EntityRef> cards, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (cards.Count == 0) return 0;
        await using var vanish = MirrorStaging.Command(db, Vanish("(r.type, r.entity_id) in (select * from unnest($4, $5))"));
        Own(vanish, tenant, portal);
        vanish.Value(now);
        vanish.Value(cards.Select(card => (short)card.Type).ToArray());
        vanish.Value(cards.Select(card => card.Id).ToArray());
        return (int)(await vanish.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Removes the cards of a type in a range of ids that are not among the listed ones. Returns how many.</summary>
    public static async Task<int> VanishUnlistedAsync(
        PortalDbContext db, TenantId tenant, PortalId portal, EntityType type, ListedRange range, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var vanish = MirrorStaging.Command(db, Vanish("r.type = $4 and r.entity_id > $5 and r.entity_id <= $6 and r.read_at < $7 and r.entity_id <> all($8)"));
        Own(vanish, tenant, portal);
        vanish.Value(now);
        Range(vanish, type, range);
        return (int)(await vanish.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Those of the listed ids that the mirror does not have, ascending.</summary>
    public static async Task<List<long>> MissingAsync(
        PortalDbContext db, TenantId tenant, PortalId portal, EntityType type, IReadOnlyCollection<long> listed, CancellationToken cancellationToken)
    {
        await using var command = MirrorStaging.Command(db, """
            select l.id from unnest($4) as l (id)
            where not exists (select from portal.mirror_records r where r.tenant_id = $1 and r.portal_id = $2 and r.type = $3 and r.entity_id = l.id) order by 1
            """);
        Own(command, tenant, portal);
        command.Value((short)type);
        command.Value(listed.ToArray());
        var missing = new List<long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) missing.Add(reader.GetInt64(0));
        return missing;
    }

    private static void Range(Npgsql.NpgsqlCommand command, EntityType type, ListedRange range)
    {
        command.Value((short)type);
        command.Value(range.After);
        command.Value(range.Until);
        command.Value(range.ListedAt);

        // As one value the planner sees it and looks ids up in a hash table; a join it would take for one of a handful of rows.
        command.Value(range.Ids.ToArray());
    }

    private static void Own(Npgsql.NpgsqlCommand command, TenantId tenant, PortalId portal)
    {
        command.Value(tenant.Value);
        command.Value(portal.Value);
    }
}
