using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>Where a run stands.</summary>
public enum MergeState
{
    /// <summary>Approved; the job has not begun. Nothing was written.</summary>
    Queued = 1,

    Running = 2,

    /// <summary>Stopped by something a person can mend, such as a revoked credential; resuming goes on where it was.</summary>
    Paused = 3,

    /// <summary>Done and read back.</summary>
    Completed = 4,

    /// <summary>Not done. What had been written was taken back, or nothing had been written.</summary>
    Failed = 5,

    /// <summary>Partly done and cannot be taken back by the product; a person decides.</summary>
    NeedsAttention = 6,
}

/// <summary>
/// One run of the journal: a merge, or the undo of one (<see cref="UndoOf"/>). It holds the approved plan as text, who approved
/// it and why, and how it ended. Changes of state that make no sense throw.
/// </summary>
public sealed class MergeRun : ITenantOwned
{
    public const int ReasonLength = 1000;
    public const int NameLength = 120;
    public const int KeyLength = 100;

    private MergeRun() => (ApprovedByName, IdempotencyKey, PlanText, PlanHash, Survivor, Records) = ("", "", "", "", "", []);

    internal MergeRun(
        TenantId tenant, MergeId id, PortalId portal, Actor actor, string? reason, string key, string planText, string planHash, EntityRef survivor,
        IEnumerable<EntityRef> records, DateTimeOffset now)
        : this()
    {
        (TenantId, Id, PortalId, ApprovedAt) = (tenant, id, portal, now);
        (ApprovedBy, ApprovedByName, Reason, IdempotencyKey) = (actor.AccountId, actor.Name, reason, key);
        (PlanText, PlanHash, Survivor, State) = (planText, planHash, survivor.ToString(), MergeState.Queued);
        Records = [.. records.Select(record => record.ToString())];
    }

    public TenantId TenantId { get; private set; }

    public MergeId Id { get; private set; }

    public PortalId PortalId { get; private set; }

    /// <summary>The merge that this run takes back; null for a merge.</summary>
    public MergeId? UndoOf { get; internal set; }

    /// <summary>Of an undo: the one record of the merge that it brings back, <c>contact:120</c>; null when it brings back all.</summary>
    public string? UndoneRecord { get; internal set; }

    /// <summary>The wizard's state it was approved from; null for an undo.</summary>
    public MergeDraftId? DraftId { get; internal set; }

    /// <summary>The duplicate group it came from, or null.</summary>
    public Guid? GroupId { get; internal set; }

    /// <summary>The mode; of an undo that of its merge.</summary>
    public MergeMode Mode { get; internal set; }

    public MergeState State { get; private set; }

    public Guid? ApprovedBy { get; private set; }

    public string ApprovedByName { get; private set; }

    public string? Reason { get; private set; }

    /// <summary>One per press of the button: pressing twice gives the same run.</summary>
    public string IdempotencyKey { get; private set; }

    /// <summary><see cref="MergePlan"/> or <see cref="UndoPlan"/> as JSON text.</summary>
    public string PlanText { get; private set; }

    public string PlanHash { get; private set; }

    /// <summary>The surviving record, <c>contact:131</c>.</summary>
    public string Survivor { get; private set; }

    /// <summary>All records concerned, the survivor first.</summary>
    public List<string> Records { get; private set; }

    public DateTimeOffset ApprovedAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Code of the failure that stopped it; null while none did.</summary>
    public string? FailureCode { get; private set; }

    /// <summary>That failure's parameters as text.</summary>
    public List<string> FailureParameters { get; private set; } = [];

    /// <summary><see cref="MergeResult"/> as JSON text; null before the end.</summary>
    public string? ResultText { get; private set; }

    /// <summary>How often in a row the portal could not answer.</summary>
    public int Delays { get; private set; }

    public uint Version { get; private set; }

    /// <summary>True when nothing will be done any more without a person.</summary>
    public bool IsOver => State is MergeState.Completed or MergeState.Failed or MergeState.NeedsAttention or MergeState.Paused;

    /// <summary>True for a merge that was done, or stopped after it had written.</summary>
    internal bool IsUndoable => UndoOf is null && (State is MergeState.Completed || (State is MergeState.NeedsAttention && StartedAt is not null));

    internal IReadOnlyList<EntityRef> RecordRefs => [.. Records.Select(text => EntityRef.TryParse(text, out var record) ? record : throw new InvalidOperationException("A stored record reference is broken."))];

    internal void Start(DateTimeOffset now)
    {
        Move(MergeState.Running, State is MergeState.Queued);
        StartedAt = now;
    }

    internal void Resume()
    {
        Move(StartedAt is null ? MergeState.Queued : MergeState.Running, State is MergeState.Paused or MergeState.NeedsAttention);
        (Delays, FinishedAt) = (0, null);
    }

    internal void Complete(string result, DateTimeOffset now)
    {
        Move(MergeState.Completed, State is MergeState.Running);
        (ResultText, FinishedAt, FailureCode, FailureParameters) = (result, now, null, []);
    }

    /// <summary>Remembers what went wrong while it is being taken back.</summary>
    internal void Blame(Failure failure)
    {
        FailureCode = failure.Code;
        FailureParameters = Merging.FailureParameters.Of(failure);
    }

    internal void Stop(MergeState state, Failure? failure, DateTimeOffset now)
    {
        Move(state, State is MergeState.Queued or MergeState.Running && state is MergeState.Failed or MergeState.Paused or MergeState.NeedsAttention);
        if (failure is not null) Blame(failure);
        FinishedAt = state is MergeState.Paused ? null : now;
    }

    internal void CountDelay() => Delays++;

    internal void ForgetDelays() => Delays = 0;

    private void Move(MergeState to, bool allowed)
    {
        if (!allowed) throw new InvalidOperationException($"A run cannot go from {State} to {to}.");
        State = to;
    }
}
