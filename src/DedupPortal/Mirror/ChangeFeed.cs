using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>How the product learns what changes in a portal. Names are stored.</summary>
public enum ChangeSource
{
    /// <summary>The lists are asked for what was changed since the last look, now and then.</summary>
    Sweeps = 1,

    /// <summary>The portal's own queue of events is read; nothing in it is lost.</summary>
    OfflineEvents = 2,
}

/// <summary>How far a portal's changes are in the mirror and in the groups. One per portal, made by the first look after a scan.</summary>
public sealed class ChangeFeed : ITenantOwned
{
    private ChangeFeed() => ErrorParameters = [];

    public ChangeFeed(TenantId tenant, PortalId portal)
        : this() => (TenantId, PortalId, Source) = (tenant, portal, ChangeSource.Sweeps);

    public TenantId TenantId { get; private set; }

    public PortalId PortalId { get; private set; }

    public ChangeSource Source { get; private set; }

    /// <summary>The scan that it continues.</summary>
    public SyncRunId? RunId { get; private set; }

    /// <summary>Cards changed up to here, by the portal's clock, are in the mirror.</summary>
    public DateTimeOffset SweptUntil { get; private set; }

    /// <summary>Outgoing calls and messages up to this id are in the mirror.</summary>
    public long OutgoingUntil { get; private set; }

    /// <summary>Open-line sessions up to this id are in the mirror.</summary>
    public long SessionsUntil { get; private set; }

    /// <summary>A reading of the portal's queue that was begun and not dealt with; null when there is none.</summary>
    public string? Reading { get; private set; }

    /// <summary>When the portal was last asked what changed.</summary>
    public DateTimeOffset? LookedAt { get; private set; }

    /// <summary>When it last said that something had.</summary>
    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>When its ids were last compared with the mirror's.</summary>
    public DateTimeOffset? ReconciledAt { get; private set; }

    /// <summary>When the groups last followed.</summary>
    public DateTimeOffset? MatchedAt { get; private set; }

    /// <summary>Something in the mirror is newer than the groups.</summary>
    public bool Unmatched { get; private set; }

    /// <summary>Why the last look failed: the key of a sentence; null when it did not.</summary>
    public string? ErrorCode { get; private set; }

    public List<string> ErrorParameters { get; private set; }

    /// <summary>A scan was completed: what it read counts from its beginning, less what two clocks may differ.</summary>
    public void Continue(SyncRun run, long outgoing, long sessions, TimeSpan clocks)
    {
        (RunId, SweptUntil) = (run.Id, (run.StartedAt ?? run.CreatedAt) - clocks);
        (OutgoingUntil, SessionsUntil) = (Math.Max(OutgoingUntil, outgoing), Math.Max(SessionsUntil, sessions));
    }

    public void Use(ChangeSource source) => Source = source;

    public void BeginReading(string process) => Reading = process;

    public void EndReading() => Reading = null;

    /// <summary>The lists were asked; <paramref name="latest"/> is the newest change that they showed, null for none.</summary>
    public void Sweep(DateTimeOffset? latest, long outgoing, long sessions)
    {
        if (latest > SweptUntil) SweptUntil = latest.Value;
        (OutgoingUntil, SessionsUntil) = (Math.Max(OutgoingUntil, outgoing), Math.Max(SessionsUntil, sessions));
    }

    /// <summary>The mirror changed, before the look is over.</summary>
    public void Change(DateTimeOffset now) => (ChangedAt, Unmatched) = (now, true);

    /// <summary>Notes a look that came to its end, and whether it changed the mirror.</summary>
    public void Look(bool changed, DateTimeOffset now)
    {
        (LookedAt, ErrorCode, ErrorParameters) = (now, null, []);
        if (changed) Change(now);
    }

    public void Fail(Failure failure, DateTimeOffset now) => (LookedAt, ErrorCode, ErrorParameters) =
        (now, failure.Code, [.. failure.Parameters.Select(parameter => Convert.ToString(parameter, System.Globalization.CultureInfo.InvariantCulture) ?? "")]);

    public void Reconcile(bool changed, DateTimeOffset now)
    {
        ReconciledAt = now;
        if (changed) Change(now);
    }

    /// <summary>The groups followed the mirror as it was at <paramref name="asOf"/>; what came later still waits.</summary>
    public void Match(DateTimeOffset asOf, DateTimeOffset now)
    {
        MatchedAt = now;
        if (ChangedAt is null || ChangedAt <= asOf) Unmatched = false;
    }
}
