using System.Data;
using DedupPortal.Bitrix24;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>
/// What matching reads of a portal's mirror, brought up to date by the rows that were written since: PostgreSQL says by each row's
/// version which these are, and by their number whether any went.
/// </summary>
internal sealed class ResidentCards
{
    private readonly Dictionary<EntityRef, CardRow> _rows = [];
    private readonly Dictionary<EntityRef, CardTraces> _traces = [];
    private readonly HashSet<EntityRef> _news = [];
    private int _activities;
    private long? _horizon;

    /// <summary>Number of cards held.</summary>
    public int Count => _rows.Count;

    /// <summary>Cards that came, changed or went, as far as matching sees, since the last <see cref="Settle"/>.</summary>
    public IReadOnlySet<EntityRef> News => _news;

    /// <summary>The cards held, in canonical order.</summary>
    public IEnumerable<CardRow> Sorted => _rows.Values.OrderBy(row => row.Type).ThenBy(row => row.EntityId);

    public CardRow? Find(EntityRef card) => _rows.GetValueOrDefault(card);

    public CardTraces TracesOf(EntityRef card) => _traces.GetValueOrDefault(card, CardTraces.None);

    /// <summary>Cards whose contact a card is.</summary>
    public IEnumerable<EntityRef> OfContact(long contact) => _rows.Values.Where(row => row.ContactId == contact).Select(row => row.Card);

    public void Settle() => _news.Clear();

    /// <summary>Takes over what was written since the last time. The first time it reads everything.</summary>
    public async Task RefreshAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken)
    {
        // One view of the database for all questions, so that rows and their number agree.
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var horizon = (await db.Database.SqlQuery<long>($"select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as \"Value\"").ToListAsync(cancellationToken))[0];

        // Rows carry the lower half of a transaction's number; when the upper half has moved on they cannot be compared any more.
        if (_horizon is { } since && horizon >> 32 == since >> 32) await ReadSinceAsync(db, portal, since & uint.MaxValue, cancellationToken);
        else
        {
            await ReadCardsAsync(db, portal, cancellationToken);
            await ReadTracesAsync(db, portal, cancellationToken);
        }

        _horizon = horizon;
    }

    private async Task ReadSinceAsync(PortalDbContext db, PortalId portal, long since, CancellationToken cancellationToken)
    {
        var written = await db.Database.SqlQuery<CardKey>(
            $"select type as \"Type\", entity_id as \"EntityId\" from portal.mirror_records where portal_id = {portal.Value} and xmin::text::bigint >= {since}").ToListAsync(cancellationToken);
        foreach (var ofType in written.GroupBy(key => key.Type, key => key.EntityId))
        {
            var (type, ids) = ((EntityType)ofType.Key, ofType.ToList());
            foreach (var row in await CardRow.Of(db.Set<MirrorRecord>().Where(row => row.PortalId == portal && row.Type == type && ids.Contains(row.EntityId))).ToListAsync(cancellationToken)) Put(row);
        }

        var gone = new List<EntityRef>();
        if (await db.Set<MirrorRecord>().CountAsync(row => row.PortalId == portal, cancellationToken) != _rows.Count)
        {
            var standing = (await db.Set<MirrorRecord>().Where(row => row.PortalId == portal).Select(row => new { row.Type, row.EntityId }).ToListAsync(cancellationToken)).Select(row => new EntityRef(row.Type, row.EntityId)).ToHashSet();
            gone = [.. _rows.Keys.Where(card => !standing.Contains(card))];
            foreach (var card in gone) Remove(card);
        }

        var moved = await db.Database.SqlQuery<CardKey>(
            $"select distinct type as \"Type\", entity_id as \"EntityId\" from portal.mirror_activities where portal_id = {portal.Value} and xmin::text::bigint >= {since}").ToListAsync(cancellationToken);
        foreach (var ofType in moved.Select(key => new EntityRef((EntityType)key.Type, key.EntityId)).Union(gone).GroupBy(card => card.Type, card => card.Id))
        {
            var ids = ofType.ToList();
            var read = (await ActivityRow.Of(db.Set<MirrorActivity>().Where(row => row.PortalId == portal && row.Type == ofType.Key && ids.Contains(row.EntityId))).ToListAsync(cancellationToken)).ToLookup(row => row.Card);
            foreach (var id in ids) Put(new EntityRef(ofType.Key, id), CardTraces.Of(read[new EntityRef(ofType.Key, id)]));
        }

        if (await db.Set<MirrorActivity>().CountAsync(row => row.PortalId == portal, cancellationToken) != _activities) await ReadTracesAsync(db, portal, cancellationToken);
    }

    private async Task ReadCardsAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken)
    {
        var gone = _rows.Keys.ToHashSet();
        foreach (var row in await CardRow.Of(db.Set<MirrorRecord>().Where(row => row.PortalId == portal)).ToListAsync(cancellationToken))
        {
            gone.Remove(row.Card);
            Put(row);
        }

        foreach (var card in gone) Remove(card);
    }

    private async Task ReadTracesAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken)
    {
        var gone = _traces.Keys.ToHashSet();
        foreach (var ofCard in (await ActivityRow.Of(db.Set<MirrorActivity>().Where(row => row.PortalId == portal)).ToListAsync(cancellationToken)).GroupBy(row => row.Card))
        {
            gone.Remove(ofCard.Key);
            Put(ofCard.Key, CardTraces.Of(ofCard));
        }

        foreach (var card in gone) Put(card, CardTraces.None);
    }

    private void Put(CardRow row)
    {
        if (_rows.TryGetValue(row.Card, out var held) && held.IsLike(row)) return;
        _rows[row.Card] = row;
        _news.Add(row.Card);
    }

    private void Remove(EntityRef card)
    {
        _rows.Remove(card);
        _news.Add(card);
    }

    private void Put(EntityRef card, CardTraces traces)
    {
        var held = TracesOf(card);
        _activities += traces.Rows - held.Rows;
        if (traces.Rows == 0) _traces.Remove(card);
        else _traces[card] = traces;
        if (_rows.ContainsKey(card) && !held.IsLike(traces)) _news.Add(card);
    }

    private sealed record CardKey(short Type, long EntityId);
}

/// <summary>What matching reads of a card's activities, each list ascending; <paramref name="Rows"/>: how many rows that is.</summary>
internal sealed record CardTraces(DateTimeOffset[] Outgoing, string[] Codes, int Rows)
{
    public static CardTraces None { get; } = new([], [], 0);

    public static CardTraces Of(IEnumerable<ActivityRow> activities)
    {
        var rows = activities.ToList();
        if (rows.Count == 0) return None;
        return new CardTraces(
            [.. rows.Where(row => row.Kind is MirrorActivityKind.OutgoingToPhone).Select(row => row.At).Order()],
            [.. rows.Where(row => row.Kind is not MirrorActivityKind.OutgoingToPhone).Select(row => row.Address).OfType<string>().Order(StringComparer.Ordinal)], rows.Count);
    }

    /// <summary>Whether matching would see no difference.</summary>
    public bool IsLike(CardTraces other) => Outgoing.AsSpan().SequenceEqual(other.Outgoing) && Codes.AsSpan().SequenceEqual(other.Codes);
}
