namespace DedupPortal.Matching.Classic;

/// <summary>A day as eight digits, year first, so that a slip in it is a slip in a word.</summary>
internal static class CalendarDay
{
    private const int Length = 8;

    /// <summary>
    /// The digits of a day: "1987-03-05", "05.03.1987", "19870305"; day first is told by the position of the four-digit
    /// part. Impossible days are kept, they are slips. Empty when there are not eight digits, or four of a year alone.
    /// </summary>
    internal static string Digits(string text)
    {
        Span<char> digits = stackalloc char[Length];
        var count = 0;
        var firstPart = 0;
        var inFirst = true;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (count == Length) return "";
                digits[count++] = c;
                if (inFirst) firstPart++;
            }
            else if (count > 0)
            {
                if (c is 'T' or ' ') break;
                inFirst = false;
            }
        }

        if (count == 4 && firstPart == 4) return string.Concat(digits[..4], "0000");
        if (count != Length) return "";
        // 05.03.1987: the year stands behind.
        return firstPart == 2 ? string.Concat(digits[4..], digits[2..4], digits[..2]) : digits.ToString();
    }

    internal static bool SameYear(string one, string other) => one.AsSpan(0, 4).SequenceEqual(other.AsSpan(0, 4));

    internal static bool SameDayAndMonth(string one, string other) => one.AsSpan(4).SequenceEqual(other.AsSpan(4)) && one[4..] != "0000";

    /// <summary>Day and month in each other's place, in one year.</summary>
    internal static bool Turned(string one, string other) =>
        SameYear(one, other) && one.AsSpan(4, 2).SequenceEqual(other.AsSpan(6)) && one.AsSpan(6).SequenceEqual(other.AsSpan(4, 2));
}
