using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>No group is chosen, or more than <see cref="BulkRun.LargestRun"/>. Nothing was begun.</summary>
public sealed record BulkSize(int Count) : Failure
{
    public override IReadOnlyList<object> Parameters => [Count, BulkRun.LargestRun];
}

/// <summary>The groups are of several portals; a run works in one. Nothing was begun.</summary>
public sealed record BulkSeveralPortals : Failure;

/// <summary>The run is in a state from which this cannot be done. Nothing was changed.</summary>
public sealed record BulkNotPossible(BulkState State) : Failure
{
    public override IReadOnlyList<object> Parameters => [State.ToString()];
}

/// <summary>The dry run is not the one that was shown: a group was excluded, or it was made anew. Nothing was approved.</summary>
public sealed record BulkDryRunChanged : Failure;

/// <summary>A run of more than <see cref="BulkRun.MostUntyped"/> groups is approved by typing their number: {0}. Nothing was approved.</summary>
public sealed record BulkNumberMissing(int Groups) : Failure
{
    public override IReadOnlyList<object> Parameters => [Groups];
}

/// <summary>A number of the stop rules makes no sense: {0} which. Nothing was approved.</summary>
public sealed record BulkRulesInvalid(string Rule) : Failure
{
    public override IReadOnlyList<object> Parameters => [Rule];
}

/// <summary>The group has other cards now than when the run was put together. It was skipped.</summary>
public sealed record BulkGroupChanged : Failure;

/// <summary>An earlier merge of the same run changed {0}: the group is not what the dry run saw. It was skipped.</summary>
public sealed record BulkOwnChange(string Record) : Failure
{
    public override IReadOnlyList<object> Parameters => [Record];
}

/// <summary>So many merges failed one after another: {0}. The run stopped.</summary>
public sealed record BulkErrorsInRow(int Count) : Failure
{
    public override IReadOnlyList<object> Parameters => [Count];
}

/// <summary>So many merges failed altogether: {0}. The run stopped.</summary>
public sealed record BulkErrorsInAll(int Count) : Failure
{
    public override IReadOnlyList<object> Parameters => [Count];
}

/// <summary>Of the last {1} groups {0} were refused or undone, more than {2} %. The run stopped.</summary>
public sealed record BulkPrecisionDropped(int Refused, int Of, int Percent) : Failure
{
    public override IReadOnlyList<object> Parameters => [Refused, Of, Percent];
}

/// <summary>{0} paused the run.</summary>
public sealed record BulkPausedBy(string By) : Failure
{
    public override IReadOnlyList<object> Parameters => [By];
}

/// <summary>{0} stopped the run.</summary>
public sealed record BulkStoppedBy(string By) : Failure
{
    public override IReadOnlyList<object> Parameters => [By];
}

/// <summary>{0}, who approved the run, may not merge any more. It waits for somebody who may.</summary>
public sealed record BulkApproverLeft(string By) : Failure
{
    public override IReadOnlyList<object> Parameters => [By];
}
