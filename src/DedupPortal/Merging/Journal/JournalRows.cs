using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>How far a write has come.</summary>
public enum StepState
{
    /// <summary>Not sent.</summary>
    Planned = 1,

    /// <summary>About to be sent, or sent with the outcome unknown: the portal is read before it is sent again.</summary>
    Sent = 2,

    /// <summary>Known to have happened.</summary>
    Verified = 3,

    /// <summary>The portal refused it; it did not happen.</summary>
    Failed = 4,
}

/// <summary>One write of a run. The intent is stored before the call, the outcome after it.</summary>
public sealed class MergeStepRow : ITenantOwned
{
    private MergeStepRow() => (Kind, StepText) = ("", "");

    internal MergeStepRow(TenantId tenant, MergeId run, int ordinal, MergeStep step, int? compensates)
    {
        (TenantId, RunId, Ordinal, Kind, Compensates) = (tenant, run, ordinal, step.Kind, compensates);
        (StepText, Target, State) = (MergeJson.Write(step), step.Target?.ToString(), StepState.Planned);
    }

    public TenantId TenantId { get; private set; }

    public MergeId RunId { get; private set; }

    /// <summary>From 1, in order of execution.</summary>
    public int Ordinal { get; private set; }

    public string Kind { get; private set; }

    public string? Target { get; private set; }

    /// <summary><see cref="MergeStep"/> as JSON text.</summary>
    public string StepText { get; private set; }

    public StepState State { get; private set; }

    /// <summary>The step that this one takes back after a failure; null for a step of the plan.</summary>
    public int? Compensates { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }

    public DateTimeOffset? VerifiedAt { get; private set; }

    /// <summary><see cref="StepOutcome"/> as JSON text: ids that the portal gave, what was not changed and why.</summary>
    public string? OutcomeText { get; private set; }

    /// <summary>Highest id of the type before a record was created: what tells whether the creation happened.</summary>
    public long? HighWater { get; private set; }

    public string? FailureCode { get; private set; }

    internal MergeStep Step => MergeJson.Read<MergeStep>(StepText);

    internal StepOutcome Outcome => OutcomeText is null ? StepOutcome.Nothing : MergeJson.Read<StepOutcome>(OutcomeText);

    internal void Send(DateTimeOffset now, long? highWater)
    {
        if (State is StepState.Verified) throw new InvalidOperationException("A verified step is not sent again.");
        (State, SentAt, FailureCode) = (StepState.Sent, now, null);
        HighWater = highWater ?? HighWater;
        Attempts++;
    }

    internal void Verify(StepOutcome outcome, DateTimeOffset now) =>
        (State, VerifiedAt, OutcomeText, FailureCode) = (StepState.Verified, now, MergeJson.Write(outcome), null);

    internal void Fail(string code) => (State, FailureCode) = (StepState.Failed, code);

    /// <summary>Back to unsent, when the portal is known not to have executed it.</summary>
    internal void Unsend() => State = StepState.Planned;
}

/// <summary>
/// What a write brought: <paramref name="Created"/> the new card, <paramref name="EntryIds"/> the new multifield entries,
/// <paramref name="NewId"/> another new row's id, <paramref name="Kept"/> what was left alone because somebody had changed it,
/// <paramref name="Written"/> the written fields as the portal then showed them,
/// <paramref name="Overwritten"/> what somebody had written between look and write.
/// </summary>
public sealed record StepOutcome(EntityRef? Created, IReadOnlyList<long> EntryIds, long? NewId, IReadOnlyList<string> Kept, JsonObject? Written = null, JsonObject? Overwritten = null)
{
    public static readonly StepOutcome Nothing = new(null, [], null, []);
}

/// <summary>When a snapshot was taken.</summary>
public enum SnapshotMoment
{
    Before = 1,
    After = 2,

    /// <summary>Of an undo: what each record should be afterwards.</summary>
    Target = 3,
}

/// <summary>A record as it was before the first write or after the last, as text with its SHA-256.</summary>
public sealed class MergeSnapshotRow : ITenantOwned
{
    private MergeSnapshotRow() => (Record, Text, Hash) = ("", "", "");

    internal MergeSnapshotRow(TenantId tenant, MergeId run, SnapshotMoment moment, EntitySnapshot snapshot, DateTimeOffset now)
    {
        (TenantId, RunId, Moment, Record, TakenAt) = (tenant, run, moment, snapshot.Ref.ToString(), now);
        Text = snapshot.ToText();
        Hash = MergeJson.Hash(Text);
        ModifiedAt = snapshot.ModifiedAt;
    }

    public TenantId TenantId { get; private set; }

    public MergeId RunId { get; private set; }

    public SnapshotMoment Moment { get; private set; }

    public string Record { get; private set; }

    public string Text { get; private set; }

    public string Hash { get; private set; }

    /// <summary>The portal's modification time.</summary>
    public DateTimeOffset? ModifiedAt { get; private set; }

    public DateTimeOffset TakenAt { get; private set; }

    /// <summary>The snapshot. Throws <see cref="InvalidOperationException"/> when the text is not what was stored.</summary>
    internal EntitySnapshot Read() => MergeJson.Hash(Text) == Hash
        ? EntitySnapshot.FromText(Text)
        : throw new InvalidOperationException($"The snapshot of {Record} in run {RunId} does not match its hash.");
}

/// <summary>A value that did not survive a merge, kept for ever and searchable.</summary>
public sealed class LossLedgerEntry : ITenantOwned
{
    public const int FieldLength = 100;
    public const int TitleLength = 300;

    private LossLedgerEntry() => (Record, Field, Title, Value) = ("", "", "", "");

    internal LossLedgerEntry(TenantId tenant, MergeId run, int ordinal, PortalId portal, LostValue lost)
    {
        (TenantId, RunId, Ordinal, PortalId) = (tenant, run, ordinal, portal);
        (Record, Field, Title, Value, Reason) = (lost.Record.ToString(), Cut(lost.Field, FieldLength), Cut(lost.Title, TitleLength), lost.Value, lost.Reason);
    }

    public TenantId TenantId { get; private set; }

    public MergeId RunId { get; private set; }

    public int Ordinal { get; private set; }

    public PortalId PortalId { get; private set; }

    public string Record { get; private set; }

    public string Field { get; private set; }

    public string Title { get; private set; }

    public string Value { get; private set; }

    public LossReason Reason { get; private set; }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}

/// <summary>Where a record that is gone now is: the survivor of its merge, or the card that an undo made anew. Never deleted.</summary>
public sealed class CrosswalkEntry : ITenantOwned
{
    /// <summary>Stands for the run when the merge was done in the portal itself.</summary>
    internal static readonly MergeId InPortal = new(Guid.Empty);

    private CrosswalkEntry() => (OldRecord, CurrentRecord) = ("", "");

    internal CrosswalkEntry(TenantId tenant, PortalId portal, EntityRef old, EntityRef current, MergeId run, DateTimeOffset now)
    {
        (TenantId, PortalId, OldRecord) = (tenant, portal, old.ToString());
        CurrentRecord = "";
        Lead(current, run, now);
    }

    public TenantId TenantId { get; private set; }

    public PortalId PortalId { get; private set; }

    public string OldRecord { get; private set; }

    public string CurrentRecord { get; private set; }

    /// <summary>The run that changed it last; <see cref="InPortal"/> when none of ours did.</summary>
    public MergeId RunId { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    internal void Lead(EntityRef current, MergeId run, DateTimeOffset now) => (CurrentRecord, RunId, ChangedAt) = (current.ToString(), run, now);
}

/// <summary>A record that a run is working on. The key is what keeps two runs off one record.</summary>
public sealed class MergeLock : ITenantOwned
{
    private MergeLock() => Record = "";

    internal MergeLock(TenantId tenant, PortalId portal, string record, MergeId run) =>
        (TenantId, PortalId, Record, RunId) = (tenant, portal, record, run);

    public TenantId TenantId { get; private set; }

    public PortalId PortalId { get; private set; }

    public string Record { get; private set; }

    public MergeId RunId { get; private set; }
}
