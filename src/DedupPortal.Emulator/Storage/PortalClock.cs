using System.Globalization;

namespace DedupPortal.Emulator.Storage;

/// <summary>The portal's time: ISO 8601 in its own zone, whole seconds.</summary>
internal sealed class PortalClock(TimeProvider time)
{
    /// <summary>Moscow: what a Russian-speaking portal shows.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(3);

    public DateTimeOffset Instant() => time.GetUtcNow();

    public string Now() => Iso(Instant());

    public string Iso(DateTimeOffset at) => Format(at);

    public static string Format(DateTimeOffset at) =>
        at.ToOffset(Offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        // What the portal itself writes: lists compare millions of them.
        if (text is [_, _, _, _, '-', _, _, '-', _, _, 'T', _, _, ':', _, _, ':', _, _, '+', '0', '3', ':', '0', '0']
            && Digits(text, 0, 4) is var year and > 0 && Digits(text, 5, 2) is var month and (> 0 and <= 12) && Digits(text, 8, 2) is var day and > 0
            && day <= DateTime.DaysInMonth(year, month) && Digits(text, 11, 2) is var hour and (>= 0 and < 24)
            && Digits(text, 14, 2) is var minute and (>= 0 and < 60) && Digits(text, 17, 2) is var second and (>= 0 and < 60))
            return new DateTimeOffset(year, month, day, hour, minute, second, Offset);
        // A time without a zone is the portal's own.
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            string[] local = ["dd.MM.yyyy HH:mm:ss", "dd.MM.yyyy"];
            if (!DateTime.TryParseExact(text, local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var plain))
                return null;
            return new DateTimeOffset(plain, Offset);
        }
        var zoned = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 9;
        return zoned ? at : new DateTimeOffset(at.DateTime, Offset);
    }

    /// <summary>The number of these digits, -1 when one is none.</summary>
    private static int Digits(string text, int from, int length)
    {
        var number = 0;
        for (var i = from; i < from + length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                return -1;
            number = (number * 10) + (text[i] - '0');
        }
        return number;
    }
}
