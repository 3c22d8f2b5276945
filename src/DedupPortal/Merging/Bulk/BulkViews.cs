using DedupPortal.Duplicates;
using DedupPortal.Portals;

namespace DedupPortal.Merging;

/// <summary>A bulk run in a list or above its groups. Counts are of groups.</summary>
/// <param name="Id">The run.</param>
/// <param name="Portal">Its portal.</param>
/// <param name="PortalName">What the agency calls it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="DeletesNothing">Cards of one type are merged softly.</param>
/// <param name="CreatedBy">Who put it together.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ApprovedBy">Who approved it; empty before.</param>
/// <param name="ApprovedAt">UTC; null before.</param>
/// <param name="FinishedAt">UTC; null before.</param>
/// <param name="Reason">What the approver wrote.</param>
/// <param name="CauseCode">What paused or stopped it, or null.</param>
/// <param name="CauseParameters">That cause's parameters.</param>
/// <param name="Rules">When it stops by itself.</param>
/// <param name="Counts">Groups per state; a state without groups is missing.</param>
public sealed record BulkRow(
    BulkRunId Id, PortalId Portal, string PortalName, BulkState State, bool DeletesNothing, string CreatedBy, DateTimeOffset CreatedAt, string ApprovedBy,
    DateTimeOffset? ApprovedAt, DateTimeOffset? FinishedAt, string? Reason, string? CauseCode, IReadOnlyList<string> CauseParameters, BulkStopRules Rules,
    IReadOnlyDictionary<BulkGroupState, int> Counts)
{
    public int Total => Counts.Values.Sum();

    public bool IsOver => State is BulkState.Finished or BulkState.Stopped;

    public int Count(BulkGroupState state) => Counts.GetValueOrDefault(state);

    /// <summary>Groups that the run has dealt with, or that it leaves out.</summary>
    public int Done => Total - Count(BulkGroupState.Planned) - Count(BulkGroupState.Merging) - Count(BulkGroupState.Waiting);
}

/// <summary>A page of bulk runs, newest first, and how many there are.</summary>
public sealed record BulkPage(IReadOnlyList<BulkRow> Rows, int Total);

/// <summary>A group of a bulk run; the parameters as in <see cref="BulkGroup"/>.</summary>
public sealed record BulkGroupRow(
    int Ordinal, GroupId Group, string Title, IReadOnlyList<string> Records, BulkGroupState State, MergeMode? Mode, string? Survivor, int Calls, int Deleted, int Losses,
    int? Reversibility, ReversalKind? Level, MergeId? Merge, bool IsUndone, string? ReasonCode, IReadOnlyList<string> ReasonParameters, DateTimeOffset? FinishedAt);

/// <summary>
/// What the dry run found, over the groups that are to be merged or have been. <paramref name="Time"/>: what the calls take at the portal's
/// request rate. <paramref name="LossesPerField"/>: field → its title and how many values of it will be on no card, most first.
/// </summary>
public sealed record BulkTotals(
    int Groups, int Deleted, int Calls, TimeSpan Time, int Losses, IReadOnlyList<KeyValuePair<string, BulkLoss>> LossesPerField, int Exact, int Approximate, int Impossible,
    int? LeastReversibility);

/// <summary>Everything that a page of a bulk run shows.</summary>
/// <param name="Run">The run.</param>
/// <param name="Totals">Of the groups that take part.</param>
/// <param name="Groups">In order of execution.</param>
/// <param name="Hash">What an approval must name; of the groups that are planned now.</param>
/// <param name="NeedsNumber">The approval must name the number of groups.</param>
public sealed record BulkView(BulkRow Run, BulkTotals Totals, IReadOnlyList<BulkGroupRow> Groups, string Hash, bool NeedsNumber);
