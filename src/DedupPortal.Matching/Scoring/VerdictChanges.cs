namespace DedupPortal.Matching.Scoring;

/// <summary>
/// Collects the findings that would lift a pair into the next verdict: each takes the place of what its feature says now, all else
/// as it is.
/// </summary>
/// <param name="evidence">What the pair's features say now.</param>
/// <param name="said">The pair's log-odds before calibration.</param>
/// <param name="relation">Why the two cards were compared.</param>
/// <param name="model">The model in use.</param>
internal sealed class VerdictChanges(Evidence evidence, double said, PairRelation relation, MatchModel model)
{
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

    /// <summary>The least lift first.</summary>
    internal List<VerdictChange> Sorted()
    {
        _changes.Sort((a, b) => a.Probability != b.Probability ? a.Probability.CompareTo(b.Probability) : a.Feature.CompareTo(b.Feature));
        return _changes;
    }

    private double Probability(double logOdds) => Bits.ToProbability(logOdds + (model.CalibrationOf(relation)?.BitsFor(logOdds) ?? 0));

    private int Step(double probability, bool held) => probability >= _match && !held ? 2 : probability >= 0.5 ? 1 : 0;
}
