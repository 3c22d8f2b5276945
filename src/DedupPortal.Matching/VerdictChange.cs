namespace DedupPortal.Matching;

/// <summary>A finding that the pair does not have, and what its probability would be with it; or one that it has, and what it would be without.</summary>
/// <param name="Feature">What would have to be compared.</param>
/// <param name="Code">What would have to come out.</param>
/// <param name="Probability">The probability then.</param>
public sealed record VerdictChange(Feature Feature, ReasonCode Code, double Probability)
{
    /// <summary>The pair has the finding: the probability is what would be left without it.</summary>
    public bool IsWithout { get; init; }
}
