using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>The lists that a scan reads, in order. Numbers are stored.</summary>
public enum SyncListing
{
    /// <summary>Names of users, stages, sources, pipelines and custom fields.</summary>
    Terms = 1,
    Companies = 2,
    Contacts = 3,
    Leads = 4,
    Deals = 5,
    OutgoingActivities = 6,
    OpenLineSessions = 7,
}

/// <summary>How far a scan has read one list: everything up to <see cref="LastId"/> is in the mirror.</summary>
public sealed class SyncCursor : ITenantOwned
{
    private SyncCursor()
    {
    }

    public SyncCursor(TenantId tenant, SyncRunId run, PortalId portal, SyncListing listing, DateTimeOffset now)
    {
        (TenantId, RunId, PortalId, Listing, StartedAt) = (tenant, run, portal, listing, now);
    }

    public TenantId TenantId { get; private set; }

    public SyncRunId RunId { get; private set; }

    public SyncListing Listing { get; private set; }

    public PortalId PortalId { get; private set; }

    public long LastId { get; private set; }

    /// <summary>Rows read so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows in all, as the portal counted at the beginning; null when it did not say.</summary>
    public int? Total { get; private set; }

    public bool Completed { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>Moves behind a page that was written. <paramref name="total"/> counts from the cursor's place before the page's reading.</summary>
    public void Advance(long lastId, int rows, int? total)
    {
        if (lastId < LastId) throw new InvalidOperationException("A cursor only moves forward.");
        LastId = lastId;
        Rows += rows;
        Total = total ?? Total;
    }

    public void Complete()
    {
        Completed = true;
        Total = Rows;
    }
}
