using DedupPortal.Bitrix24;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>
/// What matching reads of a portal, held in the memory of a worker and brought up to date by the rows that were written since: PostgreSQL
/// says by each row's version which these are. Not for several jobs at once.
/// </summary>
internal sealed class ResidentPortal
{
    private Dictionary<EntityRef, (long Version, CardRow Row)> _cards = [];
    private List<CardRow> _sorted = [];
    private List<ActivityRow> _activities = [];
    private ulong _activitySum;
    private readonly HashSet<EntityRef> _touched = [];
    private bool _changed = true;

    /// <summary>What the groups were last matched from; null before.</summary>
    public MatchedState? Matched { get; set; }

    /// <summary>Number of cards held.</summary>
    public int Cards => _cards.Count;

    /// <summary>Whether matching would see something new since the last <see cref="Matched"/>.</summary>
    public bool HasNews => _changed;

    /// <summary>Cards that changed since the last <see cref="Matched"/>; empty before the first, when that is not known.</summary>
    public IReadOnlySet<EntityRef> Touched => _touched;

    /// <summary>Notes that the groups follow what is held now.</summary>
    public void Follow(MatchedState matched)
    {
        (Matched, _changed) = (matched, false);
        _touched.Clear();
    }

    /// <summary>Takes over what was written since the last time. The first time it reads everything.</summary>
    public async Task RefreshAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken)
    {
        var versions = await db.Database.SqlQuery<CardVersion>(
            $"select type as \"Type\", entity_id as \"EntityId\", xmin::text::bigint as \"Version\" from portal.mirror_records where portal_id = {portal.Value}").ToListAsync(cancellationToken);
        var now = versions.ToDictionary(row => new EntityRef((EntityType)row.Type, row.EntityId), row => row.Version);
        var stale = now.Where(row => !_cards.TryGetValue(row.Key, out var held) || held.Version != row.Value).Select(row => row.Key).ToList();
        var gone = _cards.Keys.Where(card => !now.ContainsKey(card)).ToList();
        foreach (var card in gone) _cards.Remove(card);
        var read = 0;
        foreach (var row in await ReadAsync(db, portal, stale, cancellationToken))
        {
            // A row that went between the two questions is gone the next time.
            if (!now.TryGetValue(row.Card, out var version)) continue;
            if (!_cards.TryGetValue(row.Card, out var held) || !held.Row.IsLike(row))
            {
                read++;
                if (Matched is not null) _touched.Add(row.Card);
            }

            _cards[row.Card] = (version, row);
        }

        _changed |= gone.Count > 0 || read > 0;
        if (gone.Count > 0 || read > 0) _sorted = [.. _cards.Values.Select(card => card.Row).OrderBy(row => row.Type).ThenBy(row => row.EntityId)];
        _activities = await ActivityRow.Of(db.Set<MirrorActivity>().Where(row => row.PortalId == portal)).ToListAsync(cancellationToken);
        var sum = Sum(_activities);
        (_changed, _activitySum) = (_changed || sum != _activitySum, sum);
    }

    /// <summary>What is held, in the engine's form.</summary>
    public MatchInput Input(IReadOnlyList<ReviewDecision> decisions)
    {
        var input = MatchInput.Of(_sorted, _activities, decisions);

        // As many as the cards, and read whole each time: they need not be held between two times.
        _activities = [];
        return input;
    }

    private async Task<List<CardRow>> ReadAsync(PortalDbContext db, PortalId portal, List<EntityRef> stale, CancellationToken cancellationToken)
    {
        var rows = db.Set<MirrorRecord>().Where(row => row.PortalId == portal);
        if (stale.Count == 0) return [];
        if (stale.Count * 4 > _cards.Count) return await CardRow.Of(rows).ToListAsync(cancellationToken);
        var read = new List<CardRow>(stale.Count);
        foreach (var ofType in stale.GroupBy(card => card.Type))
        {
            var ids = ofType.Select(card => card.Id).ToList();
            read.AddRange(await CardRow.Of(rows.Where(row => row.Type == ofType.Key && ids.Contains(row.EntityId))).ToListAsync(cancellationToken));
        }

        return read;
    }

    // The database gives them in any order.
    private static ulong Sum(List<ActivityRow> activities)
    {
        var sum = (ulong)activities.Count;
        foreach (var row in activities)
            sum += ((ulong)(uint)row.GetHashCode() << 32) | (uint)HashCode.Combine(row.Address, row.At, row.EntityId, row.Kind, row.Type, 7);
        return sum;
    }

    private sealed record CardVersion(short Type, long EntityId, long Version);
}

/// <summary>Everything besides the cards that the groups follow from: when all of it is as it was, matching again gives the same groups.</summary>
internal sealed record MatchedState(SyncRunId Run, DateTimeOffset MatchedAt, string Model, string Decisions, DateTimeOffset? LastTransition);
