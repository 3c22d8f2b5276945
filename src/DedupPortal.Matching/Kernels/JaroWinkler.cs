using System.Numerics;

namespace DedupPortal.Matching.Kernels;

/// <summary>
/// Jaro–Winkler similarity, 0 to 1: letters in common within half the longer word, out-of-order pairs counted once (rounded
/// down), and above .7 a tenth of the rest for each of up to four equal first letters. M. Jaro 1989, W. Winkler 1990; matched
/// letters are found 64 at a time.
/// </summary>
internal static class JaroWinkler
{
    private const double BoostFrom = 0.7;
    private const double PrefixScale = 0.1;
    private const int LongestPrefix = 4;

    /// <summary>Similarity of two words; 1 for two empty ones, 0 when only one is empty. Symmetric.</summary>
    internal static double Similarity(Pattern one, ReadOnlySpan<char> other)
    {
        if (one.Length == 0 || other.Length == 0) return one.Length == other.Length ? 1 : 0;
        if (one.Length > Pattern.Longest || other.Length > Pattern.Longest) return SimilarityOfLong(one.Word, other);
        var window = Math.Max(0, Math.Max(one.Length, other.Length) / 2 - 1);
        var inWindow = (1UL << window << 1) - 1;
        if (window == 63) inWindow = ulong.MaxValue;
        ulong taken = 0, matched = 0;
        for (var j = 0; j < other.Length; j++)
        {
            var places = one.Places(other[j]) & inWindow & ~taken;
            taken |= places & (0 - places);
            matched |= places == 0 ? 0 : 1UL << j;
            inWindow = j < window ? inWindow << 1 | 1 : inWindow << 1;
        }

        if (taken == 0) return 0;
        var common = BitOperations.PopCount(taken);
        var outOfOrder = 0;
        while (matched != 0)
        {
            var lowest = taken & (0 - taken);
            if ((one.Places(other[BitOperations.TrailingZeroCount(matched)]) & lowest) == 0) outOfOrder++;
            matched &= matched - 1;
            taken ^= lowest;
        }

        return Boost(Jaro(one.Length, other.Length, common, outOfOrder), one.Word, other);
    }

    /// <summary>The same for two words that are compared once.</summary>
    internal static double Similarity(ReadOnlySpan<char> one, ReadOnlySpan<char> other) => Similarity(new Pattern(one), other);

    /// <summary>
    /// No pair of such words can be more similar. A cheap reason not to compare: needs lengths and letter sets only.
    /// </summary>
    internal static double UpperBound(int length, LetterSet letters, int otherLength, LetterSet otherLetters)
    {
        if (length == 0 || otherLength == 0) return length == otherLength ? 1 : 0;
        var common = Math.Min(length - letters.Lacking(otherLetters), otherLength - otherLetters.Lacking(letters));
        if (common <= 0) return 0;
        var jaro = Jaro(length, otherLength, common, 0);
        return jaro > BoostFrom ? jaro + LongestPrefix * PrefixScale * (1 - jaro) : jaro;
    }

    private static double Jaro(int length, int otherLength, int common, int outOfOrder)
    {
        double shared = common;
        return (shared / length + shared / otherLength + (shared - outOfOrder / 2) / shared) / 3;
    }

    private static double Boost(double jaro, ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        if (jaro <= BoostFrom) return jaro;
        var most = Math.Min(LongestPrefix, Math.Min(one.Length, other.Length));
        var prefix = 0;
        while (prefix < most && one[prefix] == other[prefix]) prefix++;
        return jaro + prefix * PrefixScale * (1 - jaro);
    }

    private static double SimilarityOfLong(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var window = Math.Max(0, Math.Max(one.Length, other.Length) / 2 - 1);
        var taken = new bool[one.Length];
        var matched = new List<char>();
        for (var j = 0; j < other.Length; j++)
        {
            var last = Math.Min(one.Length - 1, j + window);
            for (var i = Math.Max(0, j - window); i <= last; i++)
            {
                if (taken[i] || one[i] != other[j]) continue;
                taken[i] = true;
                matched.Add(other[j]);
                break;
            }
        }

        if (matched.Count == 0) return 0;
        var outOfOrder = 0;
        var next = 0;
        for (var i = 0; i < one.Length; i++)
            if (taken[i] && one[i] != matched[next++]) outOfOrder++;
        return Boost(Jaro(one.Length, other.Length, matched.Count, outOfOrder), one, other);
    }
}
