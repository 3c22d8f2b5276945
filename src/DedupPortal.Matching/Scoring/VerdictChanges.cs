namespace DedupPortal.Matching.Scoring;

/// <summary>
/// Collects the findings that would lift a pair into the next verdict, each in place of what its feature says now, and those without
/// which it would fall below its own; all else as it is.
/// </summary>
/// <param name="evidence">What the pair's features say now.</param>
/// <param name="said">The pair's log-odds before calibration.</param>
/// <param name="relation">Why the two cards were compared.</param>
/// <param name="model">The model in use.</param>
internal sealed class VerdictChanges(Evidence evidence, double said, PairRelation relation, MatchModel model)
{
    // What carries a verdict is one finding or two; where each of many does, none stands out.
    private const int MostWithout = 3;

    private readonly List<VerdictChange> _changes = [];
    private readonly double _match = model.ThresholdOf(relation);

    /// <summary>Tries a finding worth <paramref name="bits"/>; 0 or less for a card that is silent here itself.</summary>
    internal void Try(Feature feature, ReasonCode code, double bits)
    {
        if (bits <= 0) return;
        var now = 0.0;
        foreach (var finding in evidence.Findings)
            if (finding.Feature == feature) now += finding.Bits;
        var then = Probability(said - now + bits);
        // A name and a moment alone never make a match, however likely.
        var held = !evidence.IsMoreThanFirstName;
        if (Step(then, held && feature is (Feature.FirstName or Feature.Sex or Feature.Time)) > Step(Probability(said), held)) _changes.Add(new VerdictChange(feature, code, then));
    }

    /// <summary>Tries the pair without each thing that speaks for it.</summary>
    internal void TryWithoutEach()
    {
        var step = Step(Probability(said), !evidence.IsMoreThanFirstName);
        var without =
            from feature in evidence.Findings.GroupBy(finding => finding.Feature)
            let bits = feature.Sum(finding => finding.Bits)
            where bits > 0
            let then = Probability(said - bits)
            where Step(then, !evidence.IsMoreThanFirstNameWithout(feature.Key)) < step
            orderby then, feature.Key
            select new VerdictChange(feature.Key, feature.MaxBy(finding => finding.Bits).Code, then) { IsWithout = true };
        _changes.AddRange(without.Take(MostWithout));
    }

    /// <summary>The least lift first, the deepest fall before it.</summary>
    internal List<VerdictChange> Sorted()
    {
        _changes.Sort((a, b) => a.Probability != b.Probability ? a.Probability.CompareTo(b.Probability) : a.Feature.CompareTo(b.Feature));
        return _changes;
    }

    private double Probability(double logOdds) => Bits.ToProbability(logOdds + (model.CalibrationOf(relation)?.BitsFor(logOdds) ?? 0));

    private int Step(double probability, bool held) => probability >= _match && !held ? 2 : probability >= 0.5 ? 1 : 0;
}
