using DedupPortal.Bitrix24;
using DedupPortal.Matching;

namespace DedupPortal.Duplicates;

/// <summary>A group that exists, with its cards.</summary>
internal sealed record KnownGroup(GroupId Id, DateTimeOffset FirstSeen, IReadOnlyList<EntityRef> Cards)
{
    // Each card that comes or goes moves every frequency a little; below this nobody sees a difference.
    private const double Bit = 0.005;
    private const double Step = 0.0005;

    /// <summary>Weight of its weakest link.</summary>
    public double Bits { get; init; }

    /// <summary>Probability of its weakest link.</summary>
    public double Probability { get; init; }

    public Classification Classification { get; init; }

    public GroupState State { get; init; }

    /// <summary>Whether publishing the cluster again would only repeat what stands there.</summary>
    public bool Is(IReadOnlyCollection<EntityRef> cards, MatchScore weakest) =>
        State is GroupState.Open && Classification == weakest.Classification && Math.Abs(Bits - weakest.Weight) < Bit && Math.Abs(Probability - weakest.Probability) < Step
        && Cards.Count == cards.Count && Cards.ToHashSet().SetEquals(cards);
}

/// <summary>Decides which new cluster continues which known group. Pure.</summary>
internal static class GroupPlanner
{
    /// <summary>
    /// For each cluster the group it continues, or null for a new one. Two shared cards make a group the same, since a group is a
    /// pair at least. Each group is continued once: by the cluster that shares most with it; then the older group wins.
    /// </summary>
    public static GroupId?[] Continue(IReadOnlyList<IReadOnlyList<EntityRef>> clusters, IReadOnlyList<KnownGroup> known)
    {
        var groupsOf = new Dictionary<EntityRef, List<int>>();
        for (var index = 0; index < known.Count; index++)
        {
            foreach (var card in known[index].Cards)
            {
                if (!groupsOf.TryGetValue(card, out var list)) groupsOf[card] = list = [];
                list.Add(index);
            }
        }

        var shared = new List<(int Cluster, int Group, int Cards)>();
        for (var cluster = 0; cluster < clusters.Count; cluster++)
        {
            shared.AddRange(clusters[cluster].SelectMany(card => groupsOf.GetValueOrDefault(card, [])).CountBy(group => group)
                .Where(count => count.Value >= 2).Select(count => (cluster, count.Key, count.Value)));
        }

        var plan = new GroupId?[clusters.Count];
        var taken = new HashSet<int>();
        foreach (var (cluster, group, _) in shared.OrderByDescending(pair => pair.Cards).ThenBy(pair => known[pair.Group].FirstSeen).ThenBy(pair => pair.Cluster).ThenBy(pair => pair.Group))
        {
            if (plan[cluster] is null && taken.Add(group)) plan[cluster] = known[group].Id;
        }

        return plan;
    }
}
