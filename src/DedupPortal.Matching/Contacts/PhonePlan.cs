using System.Globalization;

namespace DedupPortal.Matching.Contacts;

/// <summary>
/// The part of the world's numbering plans that Russian-speaking CRMs meet: country code → lengths of the national number
/// (ITU-T E.164 assignments as of 2025, national plans). Codes that are not listed are accepted with 7 to 12 digits.
/// </summary>
internal static class PhonePlan
{
    private static readonly Dictionary<int, (int Shortest, int Longest)> s_lengths = new()
    {
        [1] = (10, 10),
        [7] = (10, 10),
        [20] = (8, 10),
        [27] = (9, 9),
        [30] = (10, 10),
        [31] = (9, 9),
        [32] = (8, 9),
        [33] = (9, 9),
        [34] = (9, 9),
        [36] = (8, 9),
        [39] = (8, 11),
        [40] = (9, 9),
        [41] = (9, 9),
        [43] = (7, 12),
        [44] = (9, 10),
        [45] = (8, 8),
        [46] = (7, 10),
        [47] = (8, 8),
        [48] = (9, 9),
        [49] = (7, 12),
        [52] = (10, 10),
        [55] = (10, 11),
        [60] = (8, 10),
        [61] = (9, 9),
        [62] = (8, 12),
        [63] = (8, 10),
        [65] = (8, 8),
        [66] = (8, 9),
        [81] = (9, 10),
        [82] = (8, 10),
        [84] = (9, 10),
        [86] = (10, 11),
        [90] = (10, 10),
        [91] = (10, 10),
        [92] = (9, 10),
        [93] = (9, 9),
        [98] = (10, 10),
        [351] = (9, 9),
        [353] = (7, 9),
        [354] = (7, 9),
        [355] = (8, 9),
        [357] = (8, 8),
        [358] = (6, 11),
        [359] = (7, 9),
        [370] = (8, 8),
        [371] = (8, 8),
        [372] = (7, 8),
        [373] = (8, 8),
        [374] = (8, 8),
        [375] = (9, 9),
        [376] = (6, 9),
        [380] = (9, 9),
        [381] = (8, 9),
        [382] = (8, 8),
        [383] = (8, 9),
        [385] = (8, 9),
        [386] = (8, 8),
        [387] = (8, 9),
        [389] = (8, 8),
        [420] = (9, 9),
        [421] = (9, 9),
        [852] = (8, 8),
        [886] = (8, 9),
        [961] = (7, 8),
        [962] = (8, 9),
        [963] = (8, 9),
        [964] = (8, 10),
        [965] = (8, 8),
        [966] = (8, 9),
        [970] = (8, 9),
        [971] = (8, 9),
        [972] = (8, 9),
        [973] = (8, 8),
        [974] = (8, 8),
        [976] = (8, 8),
        [992] = (9, 9),
        [993] = (8, 8),
        [994] = (9, 9),
        [995] = (9, 9),
        [996] = (9, 9),
        [998] = (9, 9),
    };

    /// <summary>Length of the country code at the head of the digits: 1, 2 or 3; every unlisted code counts as 3.</summary>
    internal static int CodeLength(ReadOnlySpan<char> digits)
    {
        for (var length = 1; length <= 2 && length < digits.Length; length++)
            if (s_lengths.ContainsKey(int.Parse(digits[..length], CultureInfo.InvariantCulture))) return length;
        return 3;
    }

    /// <summary>Whether a number of that shape can exist: length for its country and, for +7, a code in use.</summary>
    internal static bool Allows(ReadOnlySpan<char> digits)
    {
        if (digits.Length is < 8 or > 15 || digits[0] == '0') return false;
        var code = CodeLength(digits);
        var national = digits[code..];
        var known = s_lengths.TryGetValue(int.Parse(digits[..code], CultureInfo.InvariantCulture), out var lengths);
        if (!known) return national.Length is >= 7 and <= 12;
        if (national.Length < lengths.Shortest || national.Length > lengths.Longest) return false;
        // Russia: 3xx, 4xx, 8xx geographic and services, 9xx mobile; Kazakhstan: 6xx, 7xx.
        return digits[0] != '7' || national[0] is '3' or '4' or '8' or '9' or '6' or '7';
    }

    /// <summary>One digit seven times at the end, or a run up or down: typed to satisfy a form.</summary>
    internal static bool LooksInvented(ReadOnlySpan<char> digits)
    {
        if (digits.Length < 8) return true;
        var tail = digits[^7..];
        bool same = true, up = true, down = true;
        for (var i = 1; i < tail.Length; i++)
        {
            same &= tail[i] == tail[0];
            up &= tail[i] == tail[i - 1] + 1 || tail[i] == '0' && tail[i - 1] == '9';
            down &= tail[i] == tail[i - 1] - 1;
        }

        return same || up || down;
    }
}
