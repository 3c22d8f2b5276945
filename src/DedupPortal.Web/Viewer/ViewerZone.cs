using System.Globalization;

namespace DedupPortal.Web.Viewer;

/// <summary>The time zone in which the person reads times. The browser tells it in a cookie that site.js writes.</summary>
public sealed record ViewerZone(TimeZoneInfo Zone)
{
    public const string CookieName = "portal.zone";

    public static readonly ViewerZone Utc = new(TimeZoneInfo.Utc);

    /// <summary>UTC when the browser told none, or one that this machine does not know.</summary>
    public static ViewerZone From(string? id) =>
        !string.IsNullOrEmpty(id) && TimeZoneInfo.TryFindSystemTimeZoneById(Uri.UnescapeDataString(id), out var zone) ? new(zone) : Utc;

    /// <summary>The moment, in UTC, at which a day begins here.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);

        // Midnight does not exist where clocks go forward at midnight: the day then begins an hour later.
        if (Zone.IsInvalidTime(midnight)) midnight = midnight.AddHours(1);
        return new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>The moment, in UTC, at which a day ends here; null for the calendar's last day, which has no end.</summary>
    public DateTimeOffset? EndOf(DateOnly day) => day < DateOnly.MaxValue ? StartOf(day.AddDays(1)) : null;

    /// <summary>The same for a day as an address writes it, <c>2026-11-28</c>; null for any other text.</summary>
    public DateTimeOffset? StartOf(string? day) => Day(day) is { } date ? StartOf(date) : null;

    /// <inheritdoc cref="StartOf(string?)"/>
    public DateTimeOffset? EndOf(string? day) => Day(day) is { } date ? EndOf(date) : null;

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
