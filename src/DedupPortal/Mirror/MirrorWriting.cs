using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace DedupPortal.Mirror;

/// <summary>
/// Writes pages of the mirror in one statement each: insert from arrays, because COPY is refused under row-level security. Multi-value
/// columns travel as JSON inside the array, since PostgreSQL has no ragged arrays. Unchanged rows are not written again.
/// </summary>
internal static class MirrorWriting
{
    private const string Upsert = """
        insert into portal.mirror_records as old
          (tenant_id, portal_id, type, entity_id, title, first_name, second_name, last_name, company_title, phones, emails, messengers, webs,
           source_id, source_description, comments, stage_id, closed, category_id, assigned_by_id, contact_id, contact_ids, company_id, lead_id,
           created_at, modified_at, raw, content_hash, search_text, read_at)
        select $1, $2, n.type, n.entity_id, n.title, n.first_name, n.second_name, n.last_name, n.company_title,
          array(select jsonb_array_elements_text(n.phones)), array(select jsonb_array_elements_text(n.emails)),
          array(select jsonb_array_elements_text(n.messengers)), array(select jsonb_array_elements_text(n.webs)),
          n.source_id, n.source_description, n.comments, n.stage_id, n.closed, n.category_id, n.assigned_by_id, n.contact_id,
          array(select jsonb_array_elements_text(n.contact_ids)::bigint), n.company_id, n.lead_id, n.created_at, n.modified_at, n.raw, n.content_hash, n.search_text, $3
        from unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)
          as n (type, entity_id, title, first_name, second_name, last_name, company_title, phones, emails, messengers, webs, source_id,
            source_description, comments, stage_id, closed, category_id, assigned_by_id, contact_id, contact_ids, company_id, lead_id,
            created_at, modified_at, raw, content_hash, search_text)
        on conflict (tenant_id, portal_id, type, entity_id) do update set
          title = excluded.title, first_name = excluded.first_name, second_name = excluded.second_name, last_name = excluded.last_name,
          company_title = excluded.company_title, phones = excluded.phones, emails = excluded.emails, messengers = excluded.messengers,
          webs = excluded.webs, source_id = excluded.source_id, source_description = excluded.source_description, comments = excluded.comments,
          stage_id = excluded.stage_id, closed = excluded.closed, category_id = excluded.category_id, assigned_by_id = excluded.assigned_by_id,
          contact_id = excluded.contact_id, contact_ids = excluded.contact_ids, company_id = excluded.company_id, lead_id = excluded.lead_id,
          created_at = excluded.created_at, modified_at = excluded.modified_at, raw = excluded.raw, content_hash = excluded.content_hash,
          search_text = excluded.search_text, read_at = excluded.read_at
        where old.content_hash <> excluded.content_hash
        """;

    /// <summary>Writes the cards of one portal. The context's transaction, if it has one, is used.</summary>
    public static async Task UpsertAsync(PortalDbContext db, IReadOnlyList<MirrorRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return;
        await using var command = await CommandAsync(db, Upsert, cancellationToken);
        Value(command, records[0].TenantId.Value);
        Value(command, records[0].PortalId.Value);
        Value(command, records[0].ReadAt);
        T[] Column<T>(Func<MirrorRecord, T> of) => [.. records.Select(of)];
        void Json(Func<MirrorRecord, object> of) => command.Parameters.Add(new NpgsqlParameter
        {
            Value = records.Select(record => System.Text.Json.JsonSerializer.Serialize(of(record))).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
        });
        Value(command, Column(record => (short)record.Type));
        Value(command, Column(record => record.EntityId));
        Value(command, Column(record => record.Title));
        Value(command, Column(record => record.FirstName));
        Value(command, Column(record => record.SecondName));
        Value(command, Column(record => record.LastName));
        Value(command, Column(record => record.CompanyTitle));
        Json(record => record.Phones);
        Json(record => record.Emails);
        Json(record => record.Messengers);
        Json(record => record.Webs);
        Value(command, Column(record => record.SourceId));
        Value(command, Column(record => record.SourceDescription));
        Value(command, Column(record => record.Comments));
        Value(command, Column(record => record.StageId));
        Value(command, Column(record => record.Closed));
        Value(command, Column(record => record.CategoryId));
        Value(command, Column(record => record.AssignedById));
        Value(command, Column(record => record.ContactId));
        Json(record => record.ContactIds);
        Value(command, Column(record => record.CompanyId));
        Value(command, Column(record => record.LeadId));
        Value(command, Column(record => record.CreatedAt));
        Value(command, Column(record => record.ModifiedAt));
        command.Parameters.Add(new NpgsqlParameter { Value = Column(record => record.Raw), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        Value(command, Column(record => record.ContentHash));
        Value(command, Column(record => record.SearchText));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task UpsertAsync(PortalDbContext db, IReadOnlyList<MirrorActivity> activities, CancellationToken cancellationToken)
    {
        if (activities.Count == 0) return;
        await using var command = await CommandAsync(db, """
            insert into portal.mirror_activities as old (tenant_id, portal_id, kind, activity_id, type, entity_id, at, address, provider)
            select $1, $2, n.* from unnest($3, $4, $5, $6, $7, $8, $9) as n (kind, activity_id, type, entity_id, at, address, provider)
            on conflict (tenant_id, portal_id, kind, activity_id, type, entity_id) do update
              set at = excluded.at, address = excluded.address, provider = excluded.provider
            where (old.at, old.address, old.provider) is distinct from (excluded.at, excluded.address, excluded.provider)
            """, cancellationToken);
        Value(command, activities[0].TenantId.Value);
        Value(command, activities[0].PortalId.Value);
        Value(command, activities.Select(row => (short)row.Kind).ToArray());
        Value(command, activities.Select(row => row.ActivityId).ToArray());
        Value(command, activities.Select(row => (short)row.Type).ToArray());
        Value(command, activities.Select(row => row.EntityId).ToArray());
        Value(command, activities.Select(row => row.At).ToArray());
        Value(command, activities.Select(row => row.Address).ToArray());
        Value(command, activities.Select(row => row.Provider).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Replaces all terms of the portal by these.</summary>
    public static async Task ReplaceAsync(PortalDbContext db, PortalId portal, IReadOnlyList<PortalTerm> terms, CancellationToken cancellationToken)
    {
        await db.Set<PortalTerm>().Where(term => term.PortalId == portal).ExecuteDeleteAsync(cancellationToken);
        if (terms.Count == 0) return;
        await using var command = await CommandAsync(db, """
            insert into portal.portal_terms (tenant_id, portal_id, kind, code, name, semantics, color, sort)
            select $1, $2, n.* from unnest($3, $4, $5, $6, $7, $8) as n (kind, code, name, semantics, color, sort)
            on conflict do nothing
            """, cancellationToken);
        Value(command, terms[0].TenantId.Value);
        Value(command, portal.Value);
        Value(command, terms.Select(term => term.Kind).ToArray());
        Value(command, terms.Select(term => term.Code).ToArray());
        Value(command, terms.Select(term => term.Name).ToArray());
        Value(command, terms.Select(term => term.Semantics).ToArray());
        Value(command, terms.Select(term => term.Color).ToArray());
        Value(command, terms.Select(term => term.Sort).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes cards and their activities.</summary>
    public static async Task DeleteAsync(PortalDbContext db, PortalId portal, IReadOnlyCollection<EntityRef> cards, CancellationToken cancellationToken)
    {
        foreach (var ofType in cards.GroupBy(card => card.Type))
        {
            var ids = ofType.Select(card => card.Id).ToList();
            await db.Set<MirrorRecord>().Where(row => row.PortalId == portal && row.Type == ofType.Key && ids.Contains(row.EntityId)).ExecuteDeleteAsync(cancellationToken);
            await db.Set<MirrorActivity>().Where(row => row.PortalId == portal && row.Type == ofType.Key && ids.Contains(row.EntityId)).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private static async Task<NpgsqlCommand> CommandAsync(PortalDbContext db, string sql, CancellationToken cancellationToken)
    {
        // Through EF, so that the connection knows its agency.
        await db.Database.OpenConnectionAsync(cancellationToken);
        return new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
    }

    private static void Value<T>(NpgsqlCommand command, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
