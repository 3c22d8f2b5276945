using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>Where a bulk run stands. Names are stored.</summary>
public enum BulkState
{
    /// <summary>The dry run is being made: groups are read and planned, nothing is written to the portal.</summary>
    Planning = 1,

    /// <summary>The dry run is complete and waits for a person.</summary>
    Planned = 2,

    Running = 3,

    /// <summary>Waits for a person between two groups; a group that was begun is finished all the same.</summary>
    Paused = 4,

    /// <summary>Every group has been dealt with.</summary>
    Finished = 5,

    /// <summary>Ended by a person or by a rule before every group was dealt with. What was merged stays merged.</summary>
    Stopped = 6,
}

/// <summary>
/// Many groups of one portal merged one after another: a dry run first, then an approval that binds to it. Its groups are
/// <see cref="BulkGroup"/> rows. Changes of state that make no sense throw.
/// </summary>
public sealed class BulkRun : ITenantOwned
{
    public const int LargestRun = 500;

    /// <summary>A run of so many groups or fewer is approved by a button; a larger one by typing their number.</summary>
    public const int MostUntyped = 5;

    /// <summary>Who approves a run waits so long at its page. After that the end is told (<see cref="IBulkNotice"/>).</summary>
    public static readonly TimeSpan LongWait = TimeSpan.FromMinutes(5);

    private BulkRun() => (CreatedByName, ApprovedByName) = ("", "");

    internal BulkRun(TenantId tenant, BulkRunId id, PortalId portal, bool deletesNothing, Actor actor, DateTimeOffset now)
        : this()
    {
        (TenantId, Id, PortalId, DeletesNothing, CreatedAt) = (tenant, id, portal, deletesNothing, now);
        (CreatedBy, CreatedByName) = (actor.AccountId, actor.Name);
        (State, Rules) = (BulkState.Planning, BulkStopRules.Default);
    }

    public TenantId TenantId { get; private set; }

    public BulkRunId Id { get; private set; }

    public PortalId PortalId { get; private set; }

    public BulkState State { get; private set; }

    /// <summary>Cards of one type are merged softly: the others stay and are moved aside.</summary>
    public bool DeletesNothing { get; private set; }

    public BulkStopRules Rules { get; private set; } = BulkStopRules.Default;

    public Guid? CreatedBy { get; private set; }

    public string CreatedByName { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the dry run was complete; null before.</summary>
    public DateTimeOffset? PlannedAt { get; private set; }

    /// <summary>Hash of the dry run that was approved; null before.</summary>
    public string? ApprovedHash { get; private set; }

    public Guid? ApprovedBy { get; private set; }

    public string ApprovedByName { get; private set; }

    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>What the person wrote when approving; null when nothing.</summary>
    public string? Reason { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Code of what paused or stopped it; null while nothing did.</summary>
    public string? CauseCode { get; private set; }

    /// <summary>That cause's parameters as text.</summary>
    public List<string> CauseParameters { get; private set; } = [];

    /// <summary>How often in a row the portal could not answer the dry run.</summary>
    public int Delays { get; private set; }

    public uint Version { get; private set; }

    public bool IsOver => State is BulkState.Finished or BulkState.Stopped;

    internal void CompletePlanning(DateTimeOffset now)
    {
        Move(BulkState.Planned, State is BulkState.Planning);
        (PlannedAt, Delays) = (now, 0);
    }

    /// <summary>Forgets the dry run and makes another.</summary>
    internal void PlanAgain(bool deletesNothing)
    {
        Move(BulkState.Planning, State is BulkState.Planned);
        (PlannedAt, DeletesNothing) = (null, deletesNothing);
    }

    internal void Approve(string hash, BulkStopRules rules, Actor actor, string? reason, DateTimeOffset now)
    {
        Move(BulkState.Running, State is BulkState.Planned);
        (ApprovedHash, Rules, Reason, ApprovedAt) = (hash, rules, reason, now);
        (ApprovedBy, ApprovedByName) = (actor.AccountId, actor.Name);
    }

    internal void Pause(Failure cause) => Pause(cause.Code, FailureParameters.Of(cause));

    /// <summary>Waits because the merge of a group does, for the reason that it gave.</summary>
    internal void Pause(string code, IEnumerable<string> parameters)
    {
        Move(BulkState.Paused, State is BulkState.Running);
        (CauseCode, CauseParameters) = (code, [.. parameters]);
    }

    /// <summary>Goes on in the name of whoever resumes it.</summary>
    internal void Resume(Actor actor)
    {
        Move(BulkState.Running, State is BulkState.Paused);
        (ApprovedBy, ApprovedByName) = (actor.AccountId, actor.Name);
        (CauseCode, CauseParameters) = (null, []);
    }

    internal void Stop(Failure cause, DateTimeOffset now)
    {
        Move(BulkState.Stopped, !IsOver);
        (CauseCode, CauseParameters) = (cause.Code, FailureParameters.Of(cause));
        FinishedAt = now;
    }

    internal void Finish(DateTimeOffset now)
    {
        Move(BulkState.Finished, State is BulkState.Running);
        FinishedAt = now;
    }

    internal void CountDelay() => Delays++;

    internal void ForgetDelays() => Delays = 0;

    private void Move(BulkState to, bool allowed)
    {
        if (!allowed) throw new InvalidOperationException($"A bulk run cannot go from {State} to {to}.");
        State = to;
    }
}
