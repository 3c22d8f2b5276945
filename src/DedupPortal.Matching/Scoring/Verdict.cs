namespace DedupPortal.Matching.Scoring;

/// <summary>Turns log-odds into a verdict.</summary>
internal static class Verdict
{
    /// <summary>The verdict for log2 odds.</summary>
    /// <param name="logOdds">log2 odds.</param>
    /// <param name="possible">Threshold of a possible match.</param>
    /// <param name="match">Threshold of a match.</param>
    /// <param name="restrained">Whether the evidence is of a kind that is never enough by itself, however likely.</param>
    internal static Classification Of(double logOdds, double possible, double match, bool restrained)
    {
        var probability = Bits.ToProbability(logOdds);
        if (probability < possible) return Classification.NonMatch;
        return probability < match || restrained ? Classification.PossibleMatch : Classification.Match;
    }
}
