namespace DedupPortal.Matching;

/// <summary>Arithmetic on binary logarithms.</summary>
internal static class Bits
{
    /// <summary>Probability for log2 odds; 0 and 1 at the far ends, never NaN for finite input.</summary>
    internal static double ToProbability(double logOdds) =>
      logOdds >= 0 ? 1 / (1 + Exp2(-logOdds)) : Exp2(logOdds) / (1 + Exp2(logOdds));

    /// <summary>2 to the power of <paramref name="exponent"/>; 0 far below, infinity far above.</summary>
    internal static double Exp2(double exponent) => Math.Exp(exponent * 0.693147180559945309417);

    /// <summary>
    /// Weight of a level in bits: log2(m/u). Positive supports a match. Throws <see cref="ArgumentOutOfRangeException"/> when
    /// either is not positive: a model without that level, or a count that is no count.
    /// </summary>
    internal static double Weight(double m, double u)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(m);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(u);
        return Math.Log2(m / u);
    }

    /// <summary>log2 of the odds of a probability strictly between 0 and 1.</summary>
    internal static double LogOdds(double probability) => Math.Log2(probability / (1 - probability));
}
