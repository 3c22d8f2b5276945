using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>How far a group of a bulk run has come. Names are stored.</summary>
public enum BulkGroupState
{
    /// <summary>Not planned yet.</summary>
    Waiting = 1,

    /// <summary>Planned by the dry run.</summary>
    Planned = 2,

    /// <summary>Left as it is, with a reason: it cannot be merged, or is not any more what the dry run saw. Nothing remains written.</summary>
    Skipped = 3,

    /// <summary>A person took it out of the run.</summary>
    Excluded = 4,

    /// <summary>Its merge is at work.</summary>
    Merging = 5,

    Merged = 6,

    /// <summary>Its merge failed; its own page says what was taken back and what remains.</summary>
    Failed = 7,
}

/// <summary>One group of a bulk run: what the dry run found, and what came of it.</summary>
public sealed class BulkGroup : ITenantOwned
{
    public const int TitleLength = 300;

    private BulkGroup() => (Title, Records, LossesText) = ("", [], "{}");

    internal BulkGroup(TenantId tenant, BulkRunId run, int ordinal, GroupId group, IEnumerable<EntityRef> records)
        : this()
    {
        (TenantId, RunId, Ordinal, GroupId, State) = (tenant, run, ordinal, group, BulkGroupState.Waiting);
        Records = [.. records.Select(record => record.ToString())];
    }

    public TenantId TenantId { get; private set; }

    public BulkRunId RunId { get; private set; }

    /// <summary>From 1, in the order of execution.</summary>
    public int Ordinal { get; private set; }

    public GroupId GroupId { get; private set; }

    /// <summary>Names of its records, for showing; empty before it was read.</summary>
    public string Title { get; private set; }

    public List<string> Records { get; private set; }

    public BulkGroupState State { get; private set; }

    /// <summary>The plan's draft; null before it was planned and where it cannot be.</summary>
    public MergeDraftId? DraftId { get; private set; }

    public MergeMode? Mode { get; private set; }

    /// <summary>The record that stays.</summary>
    public string? Survivor { get; private set; }

    /// <summary>Hash of the plan that the dry run showed: only this one is carried out.</summary>
    public string? PlanHash { get; private set; }

    /// <summary>Requests to the portal that the merge needs.</summary>
    public int Calls { get; private set; }

    /// <summary>How many records it deletes.</summary>
    public int Deleted { get; private set; }

    /// <summary>How many values will be on no card.</summary>
    public int Losses { get; private set; }

    /// <summary>Those values per field, as a JSON map of field → <see cref="BulkLoss"/>.</summary>
    public string LossesText { get; private set; }

    /// <summary>Lines of <see cref="MergePlan.Reversals"/> that an undo restores exactly.</summary>
    public int Exact { get; private set; }

    public int Approximate { get; private set; }

    public int Impossible { get; private set; }

    /// <summary><see cref="ReversibilityScore.Points"/>; null before it was planned.</summary>
    public int? Reversibility { get; private set; }

    /// <summary><see cref="ReversibilityScore.Level"/>; null before it was planned.</summary>
    public ReversalKind? Level { get; private set; }

    /// <summary>Its merge; null before it was begun.</summary>
    public MergeId? MergeId { get; private set; }

    /// <summary>Code of why it was skipped or failed; null for the others.</summary>
    public string? ReasonCode { get; private set; }

    public List<string> ReasonParameters { get; private set; } = [];

    /// <summary>When the run was done with it; null before, and for a group that the dry run left out.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    internal IReadOnlyList<EntityRef> RecordRefs =>
        [.. Records.Select(text => EntityRef.TryParse(text, out var record) ? record : throw new InvalidOperationException("A stored record reference is broken."))];

    internal IReadOnlyDictionary<string, BulkLoss> LossesByField => MergeJson.Read<SortedDictionary<string, BulkLoss>>(LossesText);

    internal void Plan(MergeDraftId draft, MergePlan plan, string title)
    {
        Move(BulkGroupState.Planned, State is BulkGroupState.Waiting);
        var score = plan.Reversibility;
        (DraftId, Mode, Survivor, PlanHash, Title) = (draft, plan.Mode, plan.Survivor.ToString(), plan.Hash, Cut(title));
        (Calls, Deleted, Losses) = (plan.Requests, plan.Losers.Count, plan.Losses.Count);
        LossesText = MergeJson.Write(BulkLoss.PerField(plan.Losses));
        (Reversibility, Level) = (score.Points, score.Level);
        Exact = plan.Reversals.Count(reversal => reversal.Kind is ReversalKind.Exact);
        Approximate = plan.Reversals.Count(reversal => reversal.Kind is ReversalKind.Approximate);
        Impossible = plan.Reversals.Count(reversal => reversal.Kind is ReversalKind.Impossible);
    }

    /// <summary>The dry run leaves it out.</summary>
    internal void LeaveOut(Failure reason, string title)
    {
        Move(BulkGroupState.Skipped, State is BulkGroupState.Waiting);
        if (title.Length > 0) Title = Cut(title);
        Blame(reason);
    }

    /// <summary>Back to where it was before the dry run.</summary>
    internal void Forget()
    {
        (State, DraftId, Mode, Survivor, PlanHash, Reversibility, Level) = (BulkGroupState.Waiting, null, null, null, null, null, null);
        (Calls, Deleted, Losses, LossesText, Exact, Approximate, Impossible) = (0, 0, 0, "{}", 0, 0, 0);
        (ReasonCode, ReasonParameters) = (null, []);
    }

    internal void Exclude() => Move(BulkGroupState.Excluded, State is BulkGroupState.Planned);

    internal void Include() => Move(BulkGroupState.Planned, State is BulkGroupState.Excluded);

    internal void Begin(MergeId merge)
    {
        Move(BulkGroupState.Merging, State is BulkGroupState.Planned);
        MergeId = merge;
    }

    internal void Skip(Failure reason, DateTimeOffset now)
    {
        Move(BulkGroupState.Skipped, State is BulkGroupState.Planned);
        Blame(reason);
        FinishedAt = now;
    }

    internal void Complete(DateTimeOffset now)
    {
        Move(BulkGroupState.Merged, State is BulkGroupState.Merging);
        FinishedAt = now;
    }

    /// <summary>Its merge, which waited for a person when the run was stopped and counted as failed, was resumed and is complete.</summary>
    internal void CompleteLate(DateTimeOffset now)
    {
        Move(BulkGroupState.Merged, State is BulkGroupState.Failed);
        (ReasonCode, ReasonParameters, FinishedAt) = (null, [], now);
    }

    /// <summary>Its merge ended without success.</summary>
    internal void End(BulkGroupState state, string? code, IEnumerable<string> parameters, DateTimeOffset now)
    {
        Move(state, State is BulkGroupState.Merging && state is BulkGroupState.Skipped or BulkGroupState.Failed);
        (ReasonCode, ReasonParameters, FinishedAt) = (code, [.. parameters], now);
    }

    private void Blame(Failure reason) => (ReasonCode, ReasonParameters) = (reason.Code, FailureParameters.Of(reason));

    private void Move(BulkGroupState to, bool allowed)
    {
        if (!allowed) throw new InvalidOperationException($"A group of a bulk run cannot go from {State} to {to}.");
        State = to;
    }

    private static string Cut(string text) => text.Length <= TitleLength ? text : text[..TitleLength];
}

/// <summary>How many values of a field will be on no card. <paramref name="Title"/> is the field's in the portal's language.</summary>
public sealed record BulkLoss(string Title, int Count)
{
    internal static SortedDictionary<string, BulkLoss> PerField(IEnumerable<LostValue> losses) =>
        new(losses.GroupBy(lost => lost.Field).ToDictionary(field => field.Key, field => new BulkLoss(field.First().Title, field.Count())), StringComparer.Ordinal);
}
