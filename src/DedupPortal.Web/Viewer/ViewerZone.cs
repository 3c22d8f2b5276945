namespace DedupPortal.Web.Viewer;

/// <summary>The time zone in which the person reads times. The browser tells it in a cookie that site.js writes.</summary>
public sealed record ViewerZone(TimeZoneInfo Zone)
{
    public const string CookieName = "portal.zone";

    public static readonly ViewerZone Utc = new(TimeZoneInfo.Utc);

    /// <summary>UTC when the browser told none, or one that this machine does not know.</summary>
    public static ViewerZone From(string? id) =>
        !string.IsNullOrEmpty(id) && TimeZoneInfo.TryFindSystemTimeZoneById(Uri.UnescapeDataString(id), out var zone) ? new(zone) : Utc;
}
