namespace DedupPortal.Matching.Scoring;

/// <summary>Turns log-odds into a verdict.</summary>
internal static class Verdict
{
    /// <summary>The verdict for log2 odds.</summary>
    /// <param name="logOdds">log2 odds.</param>
    /// <param name="model">Holds the thresholds.</param>
    /// <param name="restrained">Whether the evidence is of a kind that is never enough by itself, however likely.</param>
    internal static Classification Of(double logOdds, MatchModel model, bool restrained)
    {
        var probability = Bits.ToProbability(logOdds);
        if (probability < model.PossibleThreshold) return Classification.NonMatch;
        return probability < model.MatchThreshold || restrained ? Classification.PossibleMatch : Classification.Match;
    }
}
