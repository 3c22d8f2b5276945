using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>
/// Cards that a merge made one although all of them still stand, because it deleted nothing. They are one card to the queue: whether they
/// belong together is not asked again, and of a larger group only what is new is asked.
/// </summary>
internal sealed class MergedCards
{
    private readonly Dictionary<EntityRef, EntityRef> _parents = [];

    public static async Task<MergedCards> LoadAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken)
    {
        var merged = new MergedCards();
        var said = await db.Set<ReviewDecision>().AsNoTracking()
            .Where(row => row.PortalId == portal && row.RetractedAt == null && row.MergeId != null && row.Verdict == ReviewVerdict.AssertedSame)
            .Select(row => new { row.FirstType, row.FirstId, row.SecondType, row.SecondId }).ToListAsync(cancellationToken);
        foreach (var row in said) merged.Join(new EntityRef(row.FirstType, row.FirstId), new EntityRef(row.SecondType, row.SecondId));
        // Merges of before decisions were kept with them: of two cards it is certain that both took part.
        var members = await db.Set<GroupMember>().AsNoTracking()
            .Where(member => member.PortalId == portal && db.Set<DuplicateGroup>().Any(group => group.Id == member.GroupId && group.State == GroupState.Merged))
            .Select(member => new { member.GroupId, member.Type, member.EntityId }).ToListAsync(cancellationToken);
        foreach (var pair in members.GroupBy(member => member.GroupId, member => new EntityRef(member.Type, member.EntityId)).Select(cards => cards.ToList()).Where(cards => cards.Count == 2))
            merged.Join(pair[0], pair[1]);
        return merged;
    }

    /// <summary>What is left to ask: null when nothing is, the cluster itself when no merge concerns it.</summary>
    public DuplicateCluster? Ask(DuplicateCluster cluster, IReadOnlyList<EntityRef> cards)
    {
        if (_parents.Count == 0) return cluster;
        var sets = cluster.Members.GroupBy(member => Root(cards[member.Record])).ToList();
        if (sets.Count == cluster.Members.Count) return cluster;
        if (sets.Count == 1) return null;
        var stands = cluster.Members.ToList();
        foreach (var set in sets.Where(set => set.Count() > 1))
        {
            var others = set.ToHashSet();
            // The card that stayed knows both sides. One that nothing new is like could not carry the question.
            var kept = set.Where(member => cluster.Links.Any(link => Touches(link, member) && !others.Any(other => other != member && Touches(link, other))))
                .OrderByDescending(member => member.Side).ThenBy(member => member.Record).Cast<ClusterMember?>().FirstOrDefault();
            if (kept is { } one) stands.RemoveAll(member => member != one && others.Contains(member));
        }

        var records = stands.Select(member => member.Record).ToHashSet();
        var links = cluster.Links.Where(link => records.Contains(link.Pair.First) && records.Contains(link.Pair.Second)).ToList();
        // Where the rest hangs together only through a card that stands aside, the whole is shown.
        return Weakest(stands, links) is { } weakest ? new DuplicateCluster(stands, links, weakest) : cluster;
    }

    private static bool Touches(MatchScore link, ClusterMember member) => link.Pair.First == member.Record || link.Pair.Second == member.Record;

    /// <summary>The weakest link of the maximum spanning tree; null when the links do not connect all members.</summary>
    private static MatchScore? Weakest(List<ClusterMember> members, List<MatchScore> links)
    {
        var parts = members.ToDictionary(member => member.Record, member => member.Record);
        var left = members.Count - 1;
        foreach (var link in links.OrderByDescending(link => link.Weight))
        {
            var (one, other) = (Find(link.Pair.First), Find(link.Pair.Second));
            if (one == other) continue;
            parts[one] = other;
            if (--left == 0) return link;
        }

        return null;

        int Find(int record)
        {
            while (parts[record] != record) record = parts[record];
            return record;
        }
    }

    private void Join(EntityRef one, EntityRef other) => _parents[Root(one)] = Root(other);

    private EntityRef Root(EntityRef card)
    {
        while (_parents.TryGetValue(card, out var parent) && parent != card) card = parent;
        return card;
    }
}
