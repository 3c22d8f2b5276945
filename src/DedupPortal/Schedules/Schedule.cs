using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Schedules;

/// <summary>When a portal is scanned by itself. One per portal.</summary>
public sealed class Schedule : ITenantOwned
{
    public const int CronLength = 120;

    private Schedule() => (Cron, TimeZone) = ("", "");

    public Schedule(TenantId tenant, PortalId portal)
        : this() => (TenantId, PortalId) = (tenant, portal);

    public TenantId TenantId { get; private set; }

    public PortalId PortalId { get; private set; }

    /// <summary>Quartz cron expression of six or seven fields, seconds first.</summary>
    public string Cron { get; private set; }

    /// <summary>IANA name of the portal's time zone, by which the expression is read.</summary>
    public string TimeZone { get; private set; }

    public bool Enabled { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>The last scan it asked for; null before the first.</summary>
    public DateTimeOffset? LastFiredAt { get; private set; }

    /// <summary>PostgreSQL's row version.</summary>
    public uint Version { get; private set; }

    /// <summary>How the expression was chosen, so that a form can show it again.</summary>
    public SchedulePattern Pattern => SchedulePattern.FromCron(Cron);

    public void Change(SchedulePattern pattern, string timeZone, bool enabled, DateTimeOffset now) =>
        (Cron, TimeZone, Enabled, ChangedAt) = (pattern.Cron, timeZone, enabled, now);

    public void Fire(DateTimeOffset now) => LastFiredAt = now;
}
