namespace DedupPortal.Matching;

/// <summary>
/// A pair that a person has decided, with what the engine had found and said about it then: what a portal learns from. Both cards
/// may be gone since. A decision that is taken back is simply left out of the list.
/// </summary>
/// <param name="Pattern">What came out of every comparison.</param>
/// <param name="LogOdds">What the engine said before it heeded any decision, in bits: all bars but <see cref="Feature.Calibration"/> and <see cref="Feature.Assertion"/>.</param>
/// <param name="Same">True: one person. False: two.</param>
/// <param name="Inferred">
/// Whether the decision only follows from another one (the other pairs of a group that was approved as a whole). It counts a
/// fifth.
/// </param>
public sealed record ReviewedPair(LevelPattern Pattern, double LogOdds, bool Same, bool Inferred = false)
{
    /// <summary>The decision about a pair whose waterfall is at hand. Cost: one pass over the bars.</summary>
    public static ReviewedPair Of(PairRelation relation, IReadOnlyCollection<WeightBar> bars, bool same, bool inferred = false)
    {
        ArgumentNullException.ThrowIfNull(bars);
        var said = 0.0;
        foreach (var bar in bars)
            if (bar.Feature is not (Feature.Calibration or Feature.Assertion)) said += bar.Bits;
        return new ReviewedPair(LevelPattern.Of(relation, bars), said, same, inferred);
    }

    /// <summary>Worth of the decision beside one that a person has made about the very pair.</summary>
    internal double Worth => Inferred ? 0.2 : 1;
}
