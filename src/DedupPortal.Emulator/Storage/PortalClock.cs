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
}
