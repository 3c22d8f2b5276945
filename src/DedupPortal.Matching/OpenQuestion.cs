namespace DedupPortal.Matching;

/// <summary>An open pair and how much its answer would settle.</summary>
/// <param name="Pair">The pair to ask about.</param>
/// <param name="Probability">What the engine says about it, 0 to 1.</param>
/// <param name="Alike">Other open pairs that differ from it in nothing but how common their values are: the answer moves them all.</param>
/// <param name="Linked">Other open pairs that share a card or the cluster with it, and are not among those alike: the answer decides or moves them.</param>
public sealed record OpenQuestion(RecordPair Pair, double Probability, int Alike, int Linked)
{
    /// <summary>"Deciding this one settles 240 like it": both together.</summary>
    public int Settles => Alike + Linked;
}

/// <summary>Which pair to ask a reviewer about next.</summary>
public static class OpenQuestions
{
    /// <summary>
    /// The open pairs whose answer settles most, the best first. Open are possible matches without a decision. Each pattern is asked
    /// about once, by the pair that is least certain, and each cluster once. A pattern that was answered often already has
    /// little left to teach. Deterministic; cost: one pass over the scores and a sort of the patterns. Positions are those of
    /// the result.
    /// </summary>
    /// <param name="result">What the engine found.</param>
    /// <param name="decided">What people have decided, as it was given to the engine.</param>
    /// <param name="most">How many questions at most.</param>
    public static IReadOnlyList<OpenQuestion> Rank(MatchResult result, MatchConstraints decided, int most)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(decided);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var open = Open(result, decided);
        var answered = decided.Reviewed.Where(pair => !pair.Inferred).CountBy(pair => pair.Pattern).ToDictionary();
        var neighbours = new Neighbours(result, open);
        var questions = new List<(OpenQuestion Question, double Worth)>();
        foreach (var alike in open.GroupBy(score => score.Pattern))
        {
            var asked = alike.OrderBy(score => Math.Abs(score.LogOdds)).ThenBy(score => score.Pair).First();
            var question = new OpenQuestion(asked.Pair, asked.Probability, alike.Count() - 1, neighbours.CountFor(asked));
            // What n answers have left open of a pattern shrinks like 1/(1 + n); what hangs on the pair itself stays.
            var worth = Entropy(asked.Probability) * (1 + question.Linked + question.Alike / (1.0 + answered.GetValueOrDefault(alike.Key)));
            questions.Add((question, worth));
        }

        questions.Sort((a, b) => a.Worth != b.Worth ? b.Worth.CompareTo(a.Worth) : a.Question.Pair.CompareTo(b.Question.Pair));
        var asking = new List<OpenQuestion>();
        var clusters = new HashSet<int>();
        foreach (var (question, _) in questions)
        {
            if (asking.Count == most) break;
            if (neighbours.ClusterOf(question.Pair) is not { } cluster || clusters.Add(cluster)) asking.Add(question);
        }

        return asking;
    }

    private static List<MatchScore> Open(MatchResult result, MatchConstraints decided)
    {
        var closed = decided.Same.Concat(decided.Different).ToHashSet();
        return [.. result.Scores.Where(score => score.Classification == Classification.PossibleMatch && !closed.Contains(score.Pair))];
    }

    private static double Entropy(double p) => p is <= 0 or >= 1 ? 0 : -(p * Math.Log2(p)) - (1 - p) * Math.Log2(1 - p);

    /// <summary>Open pairs by card and by cluster.</summary>
    private sealed class Neighbours
    {
        private readonly Dictionary<int, List<MatchScore>> _byCard = [];
        private readonly Dictionary<int, List<MatchScore>> _byCluster = [];
        private readonly Dictionary<int, int> _cluster = [];

        internal Neighbours(MatchResult result, List<MatchScore> open)
        {
            for (var cluster = 0; cluster < result.Clusters.Count; cluster++)
                foreach (var member in result.Clusters[cluster].Members) _cluster[member.Record] = cluster;
            foreach (var score in open)
            {
                Add(_byCard, score.Pair.First, score);
                Add(_byCard, score.Pair.Second, score);
                if (ClusterOf(score.Pair) is { } cluster) Add(_byCluster, cluster, score);
            }
        }

        /// <summary>The cluster that both cards of a pair are in.</summary>
        internal int? ClusterOf(RecordPair pair) =>
            _cluster.TryGetValue(pair.First, out var one) && _cluster.TryGetValue(pair.Second, out var other) && one == other ? one : null;

        /// <summary>Open pairs beside one: those of its cards and of its cluster, without those of its pattern.</summary>
        internal int CountFor(MatchScore asked)
        {
            var pattern = asked.Pattern;
            var near = new HashSet<RecordPair>();
            var cluster = ClusterOf(asked.Pair) is { } known ? _byCluster[known] : [];
            foreach (var score in _byCard[asked.Pair.First].Concat(_byCard[asked.Pair.Second]).Concat(cluster))
                if (score.Pattern != pattern) near.Add(score.Pair);
            return near.Count;
        }

        private static void Add(Dictionary<int, List<MatchScore>> lists, int key, MatchScore score)
        {
            if (!lists.TryGetValue(key, out var list)) lists.Add(key, list = []);
            list.Add(score);
        }
    }
}
