using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>Identity of one scan of a portal.</summary>
public readonly record struct SyncRunId(Guid Value)
{
    public static SyncRunId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>Where a scan stands. The first three are unfinished; a portal has at most one unfinished scan.</summary>
public enum SyncState
{
    /// <summary>A worker will take it.</summary>
    Queued = 1,

    /// <summary>A worker has it.</summary>
    Running = 2,

    /// <summary>The portal could not answer; it goes on at <see cref="SyncRun.RetryAt"/> by itself.</summary>
    Waiting = 3,

    Completed = 4,

    /// <summary>It cannot go on without a person; <see cref="SyncRun.ErrorCode"/> says why. What was read is kept.</summary>
    Failed = 5,

    /// <summary>A person stopped it. What was read is kept.</summary>
    Cancelled = 6,
}

/// <summary>What a scan does, in order.</summary>
public enum SyncPhase
{
    Reading = 1,
    Matching = 2,
    Publishing = 3,
    Done = 4,
}

/// <summary>What started a scan.</summary>
public enum SyncTrigger
{
    Person = 1,
    Schedule = 2,
    FirstConnection = 3,
}

/// <summary>
/// One scan: reading a portal into the mirror, matching, publishing groups. It survives its worker: the next one goes on behind
/// its <see cref="SyncCursor"/>s.
/// </summary>
public sealed class SyncRun : ITenantOwned
{
    public const int ErrorCodeLength = 60;
    public const int NameLength = 120;

    private SyncRun() => (StartedByName, ErrorParameters) = ("", []);

    public SyncRun(TenantId tenant, SyncRunId id, PortalId portal, SyncTrigger trigger, Actor actor, DateTimeOffset now)
        : this()
    {
        TenantId = tenant;
        Id = id;
        PortalId = portal;
        Trigger = trigger;
        Phase = SyncPhase.Reading;
        State = SyncState.Queued;
        (CreatedAt, PhaseStartedAt, UpdatedAt) = (now, now, now);
        (StartedBy, StartedByName) = (actor.AccountId, actor.Name);
    }

    public TenantId TenantId { get; private set; }

    public SyncRunId Id { get; private set; }

    public PortalId PortalId { get; private set; }

    public SyncState State { get; private set; }

    public SyncPhase Phase { get; private set; }

    public SyncTrigger Trigger { get; private set; }

    public Guid? StartedBy { get; private set; }

    public string StartedByName { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When a worker first took it.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When the phase began, or was last taken up.</summary>
    public DateTimeOffset PhaseStartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Last sign of life.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>When a waiting scan goes on.</summary>
    public DateTimeOffset? RetryAt { get; private set; }

    /// <summary>Waits in a row without any progress between them.</summary>
    public int Attempts { get; private set; }

    /// <summary>A person wants it stopped; the worker looks between two pages.</summary>
    public bool CancelRequested { get; private set; }

    /// <summary>Steps of the phase that are done; in the reading phase, rows read.</summary>
    public int Done { get; private set; }

    /// <summary>Steps of the phase in all; null while unknown.</summary>
    public int? Total { get; private set; }

    /// <summary>Groups with a verdict of at least "possible" after the scan, and those among them that were not there before.</summary>
    public int GroupsFound { get; private set; }

    public int GroupsNew { get; private set; }

    /// <summary>Cards read, kept after the scan for the history.</summary>
    public int RecordsRead { get; private set; }

    /// <summary>Version of the weights that the groups come from; null before matching.</summary>
    public string? ModelVersion { get; private set; }

    /// <summary>Why it waits or failed: the key of a sentence; null when all is well.</summary>
    public string? ErrorCode { get; private set; }

    public List<string> ErrorParameters { get; private set; }

    public bool IsUnfinished => State is SyncState.Queued or SyncState.Running or SyncState.Waiting;

    /// <summary>A worker takes it up, the first time or again.</summary>
    public void Begin(DateTimeOffset now)
    {
        Demand(SyncState.Queued, SyncState.Running, SyncState.Waiting);
        State = SyncState.Running;
        StartedAt ??= now;
        (PhaseStartedAt, UpdatedAt, RetryAt, ErrorCode, ErrorParameters) = (now, now, null, null, []);
    }

    public void Enter(SyncPhase phase, DateTimeOffset now)
    {
        Demand(SyncState.Running);
        (Phase, Done, Total, PhaseStartedAt, UpdatedAt) = (phase, 0, null, now, now);
    }

    /// <summary>Progress inside the phase. It also ends the series of failed attempts.</summary>
    public void Advance(int done, int? total, DateTimeOffset now)
    {
        Demand(SyncState.Running);
        (Done, Total, UpdatedAt, Attempts) = (done, total, now, 0);
        if (Phase == SyncPhase.Reading) RecordsRead = done;
    }

    /// <summary>The portal could not answer; the scan sleeps until <paramref name="retryAt"/>.</summary>
    public void Wait(DateTimeOffset retryAt, string code, IReadOnlyList<string> parameters, DateTimeOffset now)
    {
        Demand(SyncState.Running);
        (State, RetryAt, UpdatedAt, ErrorCode, ErrorParameters) = (SyncState.Waiting, retryAt, now, code, [.. parameters]);
        Attempts++;
    }

    public void Complete(int found, int fresh, string modelVersion, DateTimeOffset now)
    {
        Demand(SyncState.Running);
        (State, Phase, FinishedAt, UpdatedAt) = (SyncState.Completed, SyncPhase.Done, now, now);
        (GroupsFound, GroupsNew, ModelVersion) = (found, fresh, modelVersion);
    }

    public void Fail(string code, IReadOnlyList<string> parameters, DateTimeOffset now)
    {
        Demand(SyncState.Queued, SyncState.Running, SyncState.Waiting);
        (State, FinishedAt, UpdatedAt, ErrorCode, ErrorParameters, RetryAt) = (SyncState.Failed, now, now, code, [.. parameters], null);
    }

    /// <summary>Asks the worker to stop.</summary>
    public void RequestCancel(DateTimeOffset now)
    {
        Demand(SyncState.Queued, SyncState.Running, SyncState.Waiting);
        (CancelRequested, UpdatedAt) = (true, now);
    }

    public void Cancel(DateTimeOffset now)
    {
        Demand(SyncState.Queued, SyncState.Running, SyncState.Waiting);
        (State, FinishedAt, UpdatedAt, RetryAt, ErrorCode, ErrorParameters) = (SyncState.Cancelled, now, now, null, null, []);
    }

    /// <summary>A stopped scan is taken up again where it was.</summary>
    public void Requeue(SyncTrigger trigger, Actor actor, DateTimeOffset now)
    {
        if (State is SyncState.Completed) throw new InvalidOperationException("A completed scan is not taken up again.");
        (State, CancelRequested, FinishedAt, RetryAt, ErrorCode, ErrorParameters, Attempts) = (SyncState.Queued, false, null, null, null, [], 0);
        (Trigger, StartedBy, StartedByName, UpdatedAt) = (trigger, actor.AccountId, actor.Name, now);
    }

    private void Demand(params ReadOnlySpan<SyncState> allowed)
    {
        if (!allowed.Contains(State)) throw new InvalidOperationException($"A scan that is {State} cannot do this.");
    }
}
