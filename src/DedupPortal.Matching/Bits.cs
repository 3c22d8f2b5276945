using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    /// 2 to the power of <paramref name="exponent"/> in a tenth of the time, within one part in a million; what lies outside
    /// −126 … 126 counts as the edge.
    /// </summary>
    internal static float FastExp2(float exponent)
    {
        exponent = Math.Clamp(exponent, -126f, 126f);
        var whole = (int)MathF.Round(exponent);
        var f = exponent - whole;
        // Taylor's series of 2^f on −1/2 … 1/2.
        var power = 1 + f * (0.69314718f + f * (0.24022651f + f * (0.05550411f + f * (0.00961813f + f * (0.00133336f + f * 0.00015403f)))));
        return power * BitConverter.Int32BitsToSingle(whole + 127 << 23);
    }

    /// <summary>
    /// Sum of 2 to the power of each exponent, eight at a time with the very arithmetic of <see cref="FastExp2"/>; 0 for none. The order
    /// of additions is fixed, so that any processor gives the same bits.
    /// </summary>
    internal static double SumOfExp2(ReadOnlySpan<float> exponents)
    {
        var eights = MemoryMarshal.Cast<float, Vector256<float>>(exponents);
        var sum = Vector256<float>.Zero;
        foreach (var eight in eights)
        {
            var exponent = Vector256.Min(Vector256.Max(eight, Vector256.Create(-126f)), Vector256.Create(126f));
            var whole = Vector256.Round(exponent);
            var f = exponent - whole;
            var power = Vector256.Create(0.00015403f);
            power = Vector256.Create(0.00133336f) + (f * power);
            power = Vector256.Create(0.00961813f) + (f * power);
            power = Vector256.Create(0.05550411f) + (f * power);
            power = Vector256.Create(0.24022651f) + (f * power);
            power = Vector256.Create(0.69314718f) + (f * power);
            power = Vector256<float>.One + (f * power);
            sum += power * (Vector256.ConvertToInt32(whole) + Vector256.Create(127) << 23).AsSingle();
        }

        var total = 0.0;
        for (var lane = 0; lane < Vector256<float>.Count; lane++) total += sum[lane];
        foreach (var exponent in exponents[(eights.Length * Vector256<float>.Count)..]) total += FastExp2(exponent);
        return total;
    }

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
