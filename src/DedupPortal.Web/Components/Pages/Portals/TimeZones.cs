using System.Globalization;

namespace DedupPortal.Web.Components.Pages.Portals;

/// <summary>A time zone to choose: its IANA name and that name with today's distance from UTC.</summary>
public sealed record ZoneChoice(string Id, string Text);

/// <summary>The time zones that this machine knows, by IANA name.</summary>
public static class TimeZones
{
    private static readonly string[] s_regions = ["Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/"];

    /// <summary>The zone's own name, or UTC when this machine does not know it.</summary>
    public static string Known(string? id) => id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out _) ? id : "UTC";

    /// <summary>From west to east; <paramref name="also"/> is among them whatever it is.</summary>
    public static IReadOnlyList<ZoneChoice> Choices(string also)
    {
        var zones = TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.Id == "UTC" || zone.Id == also || Array.Exists(s_regions, region => zone.Id.StartsWith(region, StringComparison.Ordinal)));
        return [.. zones.DistinctBy(zone => zone.Id).OrderBy(zone => zone.BaseUtcOffset).ThenBy(zone => zone.Id, StringComparer.Ordinal).Select(zone => new ZoneChoice(zone.Id, Text(zone)))];
    }

    /// <summary>"UTC+03:00 · Europe/Moscow": without the seasons, so that the text does not change during the year.</summary>
    public static string Text(TimeZoneInfo zone)
    {
        var offset = zone.BaseUtcOffset;
        var sign = offset < TimeSpan.Zero ? '−' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"UTC{sign}{offset:hh\\:mm} · {zone.Id}");
    }
}
