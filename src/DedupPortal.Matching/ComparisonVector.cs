using System.Runtime.InteropServices;

namespace DedupPortal.Matching;

/// <summary>
/// Level reached by each <see cref="Feature"/>: −1 when a side is silent, 0 when they contradict, 1 and up for growing
/// agreement. 32 features at most; two vectors are equal when all levels are.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ComparisonVector
{
    // Four bits a feature, level + 1, so that the default value is "everything silent".
    private readonly ulong _low;
    private readonly ulong _high;

    private ComparisonVector(ulong low, ulong high) => (_low, _high) = (low, high);

    /// <summary>Level of one feature, −1 … 14.</summary>
    public int this[Feature feature]
    {
        get
        {
            var slot = (int)feature;
            var word = slot < 16 ? _low : _high;
            return (int)(word >> (4 * (slot & 15)) & 15) - 1;
        }
    }

    /// <summary>The same vector with one level set. Throws <see cref="ArgumentOutOfRangeException"/> outside −1 … 14.</summary>
    public ComparisonVector With(Feature feature, int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 14);
        var slot = (int)feature;
        if (slot is < 0 or > 31) throw new ArgumentOutOfRangeException(nameof(feature), feature, "Unknown feature.");
        var shift = 4 * (slot & 15);
        var clear = ~(15UL << shift);
        var value = (ulong)(level + 1) << shift;
        return slot < 16 ? new(_low & clear | value, _high) : new(_low, _high & clear | value);
    }
}
