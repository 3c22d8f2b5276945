namespace DedupPortal.Matching.Kernels;

/// <summary>
/// Number of slips between two words. Words up to 64 letters are done a column at a time: G. Myers 1999 for Levenshtein,
/// H. Hyyrö 2003 with swaps.
/// </summary>
internal static class EditDistance
{
    /// <summary>Levenshtein: insertions, deletions, replacements. Symmetric.</summary>
    internal static int Levenshtein(Pattern one, ReadOnlySpan<char> other)
    {
        var length = one.Length;
        if (length == 0) return other.Length;
        if (length > Pattern.Longest) return Table(one.Word, other, swaps: false);
        var up = ulong.MaxValue;
        var down = 0UL;
        var last = 1UL << (length - 1);
        var distance = length;
        foreach (var c in other)
        {
            var equal = one.Places(c);
            var vertical = equal | down;
            var horizontal = (((equal & up) + up) ^ up) | equal;
            var rises = down | ~(horizontal | up);
            var falls = up & horizontal;
            if ((rises & last) != 0) distance++;
            else if ((falls & last) != 0) distance--;
            rises = rises << 1 | 1;
            falls <<= 1;
            up = falls | ~(vertical | rises);
            down = rises & vertical;
        }

        return distance;
    }

    /// <summary>The same for two words that are compared once.</summary>
    internal static int Levenshtein(ReadOnlySpan<char> one, ReadOnlySpan<char> other) => Levenshtein(new Pattern(one), other);

    /// <summary>
    /// As <see cref="Levenshtein(Pattern, ReadOnlySpan{char})"/>, a swap of neighbours counted once and no letter touched
    /// twice (optimal string alignment). Symmetric. Anything above <paramref name="limit"/> is given as
    /// <paramref name="limit"/> + 1, and found out early.
    /// </summary>
    internal static int WithSwaps(Pattern one, ReadOnlySpan<char> other, int limit = int.MaxValue - 1)
    {
        var length = one.Length;
        if (Math.Abs(length - other.Length) > limit) return limit + 1;
        if (length == 0) return other.Length;
        if (length > Pattern.Longest) return Math.Min(Table(one.Word, other, swaps: true), limit + 1);
        var up = ulong.MaxValue;
        ulong down = 0, diagonal = 0, before = 0;
        var last = 1UL << (length - 1);
        var distance = length;
        for (var j = 0; j < other.Length; j++)
        {
            var equal = one.Places(other[j]);
            var swapped = ((~diagonal & equal) << 1) & before;
            diagonal = (((equal & up) + up) ^ up) | equal | down | swapped;
            var rises = down | ~(diagonal | up);
            var falls = diagonal & up;
            if ((rises & last) != 0) distance++;
            else if ((falls & last) != 0) distance--;
            // Each letter that is left can mend one slip at most.
            if (distance - (other.Length - 1 - j) > limit) return limit + 1;
            rises = rises << 1 | 1;
            falls <<= 1;
            up = falls | ~(diagonal | rises);
            down = rises & diagonal;
            before = equal;
        }

        return distance;
    }

    /// <summary>The same for two words that are compared once.</summary>
    internal static int WithSwaps(ReadOnlySpan<char> one, ReadOnlySpan<char> other, int limit = int.MaxValue - 1) =>
        WithSwaps(new Pattern(one), other, limit);

    private static int Table(ReadOnlySpan<char> one, ReadOnlySpan<char> other, bool swaps)
    {
        var before = new int[other.Length + 1];
        var previous = new int[other.Length + 1];
        var current = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++) previous[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = previous[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, replaced);
                var swap = swaps && i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                if (swap) current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[other.Length];
    }
}
