using System.Buffers;
using System.Globalization;

namespace DedupPortal.Matching.Contacts;

/// <summary>Brings phones as people type them to the international form.</summary>
internal static class PhoneParser
{
    private static readonly string[] s_extensionMarks = ["доб", "ext", "вн", "внутр", "#", ";ext=", ",", "x", "х", "extn"];

    // Of these letters no mark of an extension is made.
    private static readonly SearchValues<char> s_plain = SearchValues.Create("0123456789+-() .\u00A0");

    /// <summary>
    /// The number, or null when there are fewer than 9 or more than 15 digits in it or no reading as a number. Numbers
    /// without a country are read as Russian or Kazakh unless their form is another country's alone. Linear in the text.
    /// </summary>
    internal static PhoneNumber? Parse(string? text) => Parse(text.AsSpan());

    /// <summary>The same without a string.</summary>
    internal static PhoneNumber? Parse(ReadOnlySpan<char> text)
    {
        if (text.IsWhiteSpace()) return null;
        if (text.Length > 64) text = text[..64];
        var (main, extension) = text.ContainsAnyExcept(s_plain) ? SplitExtension(text.ToString()) : (text.Length, null);

        Span<char> buffer = stackalloc char[64];
        var length = 0;
        var plus = false;
        foreach (var c in text[..main])
        {
            if (c is '+' or '＋' && length == 0) plus = true;
            else if (char.IsDigit(c)) buffer[length++] = (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c));
        }

        return FromDigits(buffer[..length], plus, extension);
    }

    /// <summary>The same for bare digits.</summary>
    internal static PhoneNumber? FromDigits(ReadOnlySpan<char> digits, bool international, string? extension)
    {
        if (international) return Build("", digits, PhoneRule.International, extension);
        // 8 10 leads abroad: no Russian code begins with 10.
        if (digits.StartsWith("810") && digits.Length > 9) return Build("", digits[3..], PhoneRule.International, extension);
        if (digits.StartsWith("00") && digits.Length > 11) return Build("", digits[2..], PhoneRule.International, extension);
        return digits.Length switch
        {
            // 8 0ZZ is Belarus from inside: no Russian code begins with 0.
            11 when digits.StartsWith("80") => Build("375", digits[2..], PhoneRule.NationalBelarus, extension),
            11 when digits[0] == '8' => Build("7", digits[1..], SevenRule(digits[1]), extension),
            // +7 dialled as 7 is international all the same; +8 is Russia written by habit.
            11 when digits[0] == '7' => Build("", digits, PhoneRule.International, extension),
            10 when digits[0] is '9' or '4' or '3' or '8' => Build("7", digits, PhoneRule.NationalRussia, extension),
            10 when digits[0] is '7' or '6' => Build("7", digits, PhoneRule.NationalKazakhstan, extension),
            10 when digits[0] == '0' => Build("380", digits[1..], PhoneRule.NationalUkraine, extension),
            9 when digits[0] == '0' => Build("374", digits[1..], PhoneRule.NationalArmenia, extension),
            9 when digits[0] == '9' && digits[1] is '0' or '1' or '3' or '4' or '5' or '7' or '8' or '9' =>
              Build("998", digits, PhoneRule.NationalUzbekistan, extension),
            >= 11 and <= 15 => Build("", digits, PhoneRule.International, extension),
            _ => null,
        };
    }

    private static PhoneRule SevenRule(char firstOfNational) =>
      firstOfNational is '6' or '7' ? PhoneRule.NationalKazakhstan : PhoneRule.NationalRussia;

    private static PhoneNumber? Build(string code, ReadOnlySpan<char> national, PhoneRule rule, string? extension)
    {
        if (code.Length + national.Length is < 8 or > 15) return null;
        Span<char> all = stackalloc char[15];
        code.CopyTo(all);
        national.CopyTo(all[code.Length..]);
        all = all[..(code.Length + national.Length)];
        if (all[0] == '0') return null;
        // Most numbers here, and they need no pattern.
        if (PhonePlan.IsRussianMobile(all)) return new PhoneNumber(long.Parse(all, CultureInfo.InvariantCulture), extension, rule, !PhonePlan.LooksInvented(all), IsService: false);
        var (digits, exists, service) = PhonePlan.Read(all);
        // "+8 999 …" is the Russian trunk prefix behind a plus, unless it is a number of Hong Kong, Korea, Vietnam …
        if (!exists && all.Length == 11 && all[0] == '8' && rule == PhoneRule.International)
        {
            all[0] = '7';
            rule = PhoneRule.NationalRussia;
            (digits, exists, service) = PhonePlan.Read(all);
        }

        var invented = PhonePlan.LooksInvented(all);
        if (digits.Length < all.Length) rule = PhoneRule.TrunkDropped;
        return new PhoneNumber(long.Parse(digits, CultureInfo.InvariantCulture), extension, rule, exists && !invented, service);
    }

    private static (int Main, string? Extension) SplitExtension(string text)
    {
        var lower = text.ToLowerInvariant();
        foreach (var mark in s_extensionMarks)
        {
            var at = lower.IndexOf(mark, StringComparison.Ordinal);
            if (at < 0) continue;
            var before = CountDigits(text.AsSpan(0, at));
            var after = CountDigits(text.AsSpan(at));
            if (before is < 9 || after is < 1 or > 6) continue;
            return (at, string.Concat(text[at..].Where(char.IsAsciiDigit)));
        }

        return (text.Length, null);
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
            if (char.IsDigit(c)) count++;
        return count;
    }
}
