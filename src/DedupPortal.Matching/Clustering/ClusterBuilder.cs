using DedupPortal.Matching.Records;
using DedupPortal.Matching.Scoring;

namespace DedupPortal.Matching.Clustering;

/// <summary>
/// Makes clusters out of pairs: decisions first, then pairs by falling certainty, each only if no two cards inside may not
/// be together (Kruskal's maximum spanning forest with cannot-links).
/// </summary>
internal sealed class ClusterBuilder(IReadOnlyList<NormalizedRecord> records, Decided decided)
{
    internal List<DuplicateCluster> Build(IReadOnlyList<MatchScore> scores)
    {
        var components = new Components(records, decided.Different);
        var tree = new List<MatchScore>();
        var favourites = Favourites(scores);
        var ordered = scores.Where(s => s.Classification != Classification.NonMatch)
          .OrderByDescending(Certain.IsAsserted).ThenByDescending(s => s.LogOdds).ThenBy(Order);
        foreach (var score in ordered)
        {
            var asserted = Certain.IsAsserted(score);
            // One chat joins one person: its second choice stays a score, not a bridge between two people.
            if (!asserted && score.Relation == PairRelation.TelegramToPhone && !favourites.Contains(score.Pair)) continue;
            if (components.Join(score.Pair, force: asserted)) tree.Add(score);
        }

        return Clusters(components, tree, scores);
    }

    // Content decides ties, not the position.
    private (long, int, long, int) Order(MatchScore score)
    {
        var a = records[score.Pair.First];
        var b = records[score.Pair.Second];
        if (NormalizedRecord.ByContent(a, b) > 0) (a, b) = (b, a);
        return (a.Raw.Id, (int)a.Kind, b.Raw.Id, (int)b.Kind);
    }

    /// <summary>For each Telegram card the pairs with its likeliest person: all cards of a person have the same log-odds.</summary>
    private HashSet<RecordPair> Favourites(IReadOnlyList<MatchScore> scores)
    {
        var best = new Dictionary<int, double>();
        foreach (var score in scores.Where(s => s.Relation == PairRelation.TelegramToPhone))
        {
            var chat = ChatOf(score);
            if (!best.TryGetValue(chat, out var known) || score.LogOdds > known) best[chat] = score.LogOdds;
        }

        return [.. scores.Where(s => s.Relation == PairRelation.TelegramToPhone && s.LogOdds > best[ChatOf(s)] - 1e-6).Select(s => s.Pair)];
    }

    private int ChatOf(MatchScore score) => records[score.Pair.First].IsNicknameOnly ? score.Pair.First : score.Pair.Second;

    private List<DuplicateCluster> Clusters(Components components, List<MatchScore> tree, IReadOnlyList<MatchScore> scores)
    {
        var links = scores.Where(s => s.Classification != Classification.NonMatch)
          .Where(s => components.Root(s.Pair.First) == components.Root(s.Pair.Second))
          .ToLookup(s => components.Root(s.Pair.First));
        var weakest = new Dictionary<int, MatchScore>();
        foreach (var score in tree)
        {
            var root = components.Root(score.Pair.First);
            if (!weakest.TryGetValue(root, out var known) || score.LogOdds < known.LogOdds) weakest[root] = score;
        }

        return [.. components.Sets().Where(set => set.Count > 1)
      .Select(set => new DuplicateCluster(
        [.. set.Order().Select(i => new ClusterMember(i, records[i].Side, records[i].Origin))],
        [.. links[components.Root(set[0])].OrderByDescending(s => s.LogOdds).ThenBy(Order)],
        weakest[components.Root(set[0])]))
      .OrderByDescending(c => c.WeakestLink.LogOdds).ThenBy(c => Order(c.WeakestLink))];
    }
}
