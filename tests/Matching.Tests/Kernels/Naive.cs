namespace DedupPortal.Matching.Tests.Kernels;

/// <summary>The measures by their definitions, slow and plain.</summary>
internal static class Naive
{
    /// <summary>Edit distance by recursion over a table; with swaps: optimal string alignment.</summary>
    internal static int Distance(string one, string other, bool swaps)
    {
        var table = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= other.Length; j++) table[0, j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            for (var j = 1; j <= other.Length; j++)
            {
                var best = table[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                best = Math.Min(best, table[i - 1, j] + 1);
                best = Math.Min(best, table[i, j - 1] + 1);
                if (swaps && i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) best = Math.Min(best, table[i - 2, j - 2] + 1);
                table[i, j] = best;
            }
        }

        return table[one.Length, other.Length];
    }

    /// <summary>Jaro–Winkler: each letter of the second word takes the first free equal one within the window.</summary>
    internal static double JaroWinkler(string one, string other)
    {
        if (one.Length == 0 && other.Length == 0) return 1;
        var window = Math.Max(0, Math.Max(one.Length, other.Length) / 2 - 1);
        var taken = new bool[one.Length];
        var ofOther = "";
        for (var j = 0; j < other.Length; j++)
        {
            for (var i = 0; i < one.Length; i++)
            {
                if (taken[i] || Math.Abs(i - j) > window || one[i] != other[j]) continue;
                taken[i] = true;
                ofOther += other[j];
                break;
            }
        }

        if (ofOther.Length == 0) return 0;
        var ofOne = string.Concat(one.Where((_, i) => taken[i]));
        double common = ofOne.Length;
        var outOfOrder = ofOne.Zip(ofOther).Count(pair => pair.First != pair.Second);
        var jaro = (common / one.Length + common / other.Length + (common - outOfOrder / 2) / common) / 3;
        if (jaro <= 0.7) return jaro;
        var prefix = one.Zip(other).Take(4).TakeWhile(pair => pair.First == pair.Second).Count();
        return jaro + prefix * 0.1 * (1 - jaro);
    }
}
