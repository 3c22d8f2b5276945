namespace DedupPortal.Matching;

/// <summary>
/// What a portal's decisions say about the engine's own probabilities: a rising curve from log-odds to log-odds (isotonic
/// regression by pooling adjacent violators; Ayer et al. 1955) over groups of decided pairs.
/// </summary>
public sealed class DecisionCalibration
{
    /// <summary>With fewer decisions about pairs of a kind there is none.</summary>
    public const int FewestDecisions = 200;

    // A group of twenty all right must not say "certain", nor three errors among them "doubtful": the engine's own word counts as twenty more
    // decisions.
    private const int FewestOfGroup = 20;
    private const double OwnWord = 20;

    // Bits beyond the decided ones over which a correction fades.
    private const double Reach = 2;

    // Two-sided 95 %.
    private const double Z = 1.959964;

    private readonly double[] _said;
    private readonly double[] _true;
    private readonly List<(double LogOdds, bool Same)> _asserted;

    private DecisionCalibration(IEnumerable<ReviewedPair> pairs)
    {
        var ordered = pairs.OrderByDescending(pair => pair.LogOdds).ThenBy(pair => pair.Same).ThenBy(pair => pair.Inferred).ToList();
        _asserted = [.. ordered.Where(pair => !pair.Inferred).Select(pair => (pair.LogOdds, pair.Same))];
        var blocks = Pooled(Groups(ordered));
        _said = [.. blocks.Select(block => block.Said)];
        _true = [.. blocks.Select(block => Bits.LogOdds(block.Share))];
    }

    /// <summary>Decisions about the very pair that it rests on.</summary>
    public int Decisions => _asserted.Count;

    /// <summary>The curves of those relations that have decisions enough; SameTelegram, deals and asserted pairs have none.</summary>
    internal static IReadOnlyDictionary<PairRelation, DecisionCalibration> ByRelation(IReadOnlyList<ReviewedPair> pairs)
    {
        var found = new Dictionary<PairRelation, DecisionCalibration>();
        foreach (var relation in (PairRelation[])[PairRelation.TelegramToPhone, PairRelation.SameKind])
            if (Of(pairs, relation) is { } calibration) found.Add(relation, calibration);
        return found;
    }

    /// <summary>The curve for pairs of one relation, whatever the order of the decisions; null below <see cref="FewestDecisions"/>. Cost: a sort.</summary>
    public static DecisionCalibration? Of(IReadOnlyCollection<ReviewedPair> pairs, PairRelation relation)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var own = pairs.Where(pair => pair.Pattern.Relation == relation).ToList();
        return own.Count(pair => !pair.Inferred) < FewestDecisions ? null : new DecisionCalibration(own);
    }

    /// <summary>
    /// Bits to add to a pair's log-odds. The sum rises with the log-odds; outside of what was decided it is the correction of the
    /// nearest group, fading to nothing.
    /// </summary>
    public double BitsFor(double logOdds)
    {
        if (logOdds <= _said[0]) return Outside(_true[0] - _said[0], _said[0] - logOdds);
        if (logOdds >= _said[^1]) return Outside(_true[^1] - _said[^1], logOdds - _said[^1]);
        var above = Array.BinarySearch(_said, logOdds) is var at && at >= 0 ? at : ~at;
        var part = (logOdds - _said[above - 1]) / (_said[above] - _said[above - 1]);
        return _true[above - 1] + part * (_true[above] - _true[above - 1]) - logOdds;
    }

    // People are asked about doubtful pairs: what they say of these proves nothing about the certain and the hopeless ones. At half a bit a
    // bit the sum still rises.
    private static double Outside(double correction, double distance) => correction * Math.Max(0, 1 - distance / Math.Max(Reach, 2 * Math.Abs(correction)));

    /// <summary>
    /// The lowest calibrated probability from which on the decided pairs prove a precision: the lower end of Wilson's 95 % interval
    /// (1927) reaches it. Null when no threshold does; 99.5 % takes 765 decisions without an error.
    /// </summary>
    public double? ThresholdFor(double precision)
    {
        double? threshold = null;
        var right = 0;
        for (var i = 0; i < _asserted.Count; i++)
        {
            if (_asserted[i].Same) right++;
            // A threshold cannot part equal log-odds.
            if (i + 1 < _asserted.Count && _asserted[i + 1].LogOdds.Equals(_asserted[i].LogOdds)) continue;
            if (WilsonLower(right, i + 1) >= precision) threshold = Bits.ToProbability(_asserted[i].LogOdds + BitsFor(_asserted[i].LogOdds));
        }

        return threshold;
    }

    /// <summary>Lower end of Wilson's 95 % interval for a share of <paramref name="right"/> in <paramref name="all"/>; 0 for nothing.</summary>
    public static double WilsonLower(int right, int all)
    {
        if (all == 0) return 0;
        var (n, share) = ((double)all, (double)right / all);
        var spread = Z * Math.Sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        return Math.Max(0, (share + Z * Z / (2 * n) - spread) / (1 + Z * Z / n));
    }

    // Neighbours in log-odds, rising, each group worth twenty decisions at least.
    private static List<Block> Groups(List<ReviewedPair> falling)
    {
        var size = Math.Max(FewestOfGroup, falling.Sum(pair => pair.Worth) / 25);
        var groups = new List<Block>();
        var open = default(Block);
        for (var i = falling.Count - 1; i >= 0; i--)
        {
            var pair = falling[i];
            // Beyond thirty bits nothing is decided; one such pair must not drag its group there.
            var said = Math.Clamp(pair.LogOdds, -30, 30);
            open = open.With(new Block(pair.Worth, pair.Worth * said, pair.Same ? pair.Worth : 0, pair.Worth * Bits.ToProbability(said)));
            if (open.Weight < size || i > 0 && falling[i - 1].LogOdds.Equals(pair.LogOdds)) continue;
            groups.Add(open);
            open = default;
        }

        if (open.Weight > 0)
        {
            // The rest is no group of its own.
            if (groups.Count > 0) groups[^1] = groups[^1].With(open);
            else groups.Add(open);
        }

        return groups;
    }

    private static List<Block> Pooled(List<Block> groups)
    {
        var pooled = new List<Block>();
        foreach (var group in groups)
        {
            pooled.Add(group);
            while (pooled.Count > 1 && (pooled[^2].Share >= pooled[^1].Share || pooled[^2].Said >= pooled[^1].Said))
            {
                pooled[^2] = pooled[^2].With(pooled[^1]);
                pooled.RemoveAt(pooled.Count - 1);
            }
        }

        return pooled;
    }

    private readonly record struct Block(double Weight, double LogOdds, double Same, double Expected)
    {
        internal double Said => LogOdds / Weight;

        internal double Share => (Same + OwnWord * Expected / Weight) / (Weight + OwnWord);

        internal Block With(Block other) => new(Weight + other.Weight, LogOdds + other.LogOdds, Same + other.Same, Expected + other.Expected);
    }
}
