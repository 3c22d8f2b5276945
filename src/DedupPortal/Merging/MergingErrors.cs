using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>Fewer than two records, or more than <see cref="MergeDraft.LargestSelection"/>.</summary>
public sealed record SelectionSize(int Count) : Failure
{
    public override IReadOnlyList<object> Parameters => [Count, MergeDraft.LargestSelection];
}

/// <summary>A record is selected twice; merging a card with itself would destroy it.</summary>
public sealed record SelfMerge(string Record) : Failure
{
    public override IReadOnlyList<object> Parameters => [Record];
}

/// <summary>The mode needs other types: this selection has no lead, or no contact, or a type that cannot take part.</summary>
public sealed record WrongTypesForMode(MergeMode Mode) : Failure
{
    public override IReadOnlyList<object> Parameters => [Mode.ToString()];
}

/// <summary>The portal's merge joins records of one type only.</summary>
public sealed record DifferentTypes : Failure;

/// <summary>More than one contact is selected; merge the contacts first, or create a contact from the lead.</summary>
public sealed record SeveralContacts(int Count) : Failure
{
    public override IReadOnlyList<object> Parameters => [Count];
}

/// <summary>More than one lead is selected; a contact is created from one.</summary>
public sealed record SeveralLeads(int Count) : Failure
{
    public override IReadOnlyList<object> Parameters => [Count];
}

/// <summary>Deals of different pipelines are not merged by Bitrix24.</summary>
public sealed record DifferentPipelines : Failure;

/// <summary>Deals with different recurrence settings are not merged by Bitrix24.</summary>
public sealed record DifferentRecurrence : Failure;

/// <summary>A converted lead with a client cannot be deleted, so it can only be the one that stays; here there are several.</summary>
public sealed record SeveralConvertedLeads(string Records) : Failure
{
    public override IReadOnlyList<object> Parameters => [Records];
}

/// <summary>A converted lead with a client cannot be deleted: it has to be the priority record.</summary>
public sealed record ConvertedLeadMustStay(string Record) : Failure
{
    public override IReadOnlyList<object> Parameters => [Record];
}

/// <summary>Two records hold different files in a field for one file, and files cannot be copied: {0} field, {1} records.</summary>
public sealed record DifferentFiles(string Field, string Records) : Failure
{
    public override IReadOnlyList<object> Parameters => [Field, Records];
}

/// <summary>The record is not in the portal any more; several are separated by commas.</summary>
public sealed record RecordGone(string Record) : Failure
{
    public override IReadOnlyList<object> Parameters => [Record];
}

/// <summary>The webhook's user may not read, change or delete the record; several are separated by commas.</summary>
public sealed record RecordRightMissing(string Record) : Failure
{
    public override IReadOnlyList<object> Parameters => [Record];
}

/// <summary>The records changed after the final card was shown: {0} what changed, as "record: fields". Nothing was written.</summary>
public sealed record ChangedSincePreview(string Changes) : Failure
{
    public override IReadOnlyList<object> Parameters => [Changes];
}

/// <summary>The draft was changed in another window or by somebody else.</summary>
public sealed record DraftChanged(int Version) : Failure
{
    public override IReadOnlyList<object> Parameters => [Version];
}

/// <summary>The draft lacks what this step needs; {0} is the step to go back to.</summary>
public sealed record DraftIncomplete(DraftStep Step) : Failure
{
    public override IReadOnlyList<object> Parameters => [Step.ToString()];
}

/// <summary>The draft was approved already; {0} is its merge.</summary>
public sealed record DraftApproved(Guid Merge) : Failure
{
    public override IReadOnlyList<object> Parameters => [Merge];
}

/// <summary>The choice does not fit the field: {0}.</summary>
public sealed record ChoiceInvalid(string Field) : Failure
{
    public override IReadOnlyList<object> Parameters => [Field];
}

/// <summary>Another run works on the record: {0} record, {1} who approved it, {2} the run.</summary>
public sealed record RecordBusy(string Record, string By, Guid Merge) : Failure
{
    public override IReadOnlyList<object> Parameters => [Record, By, Merge];
}

/// <summary>The portal's merge found a difference that could not be seen or written. {0} is its own merge page. What was written has been taken back.</summary>
public sealed record MergeConflict(string ManualMergeUrl) : Failure
{
    public override IReadOnlyList<object> Parameters => [ManualMergeUrl];
}

/// <summary>The portal's merge refused without saying why, usually for lack of a right. {0} is its own merge page. What was written has been taken back.</summary>
public sealed record MergeRefused(string ManualMergeUrl) : Failure
{
    public override IReadOnlyList<object> Parameters => [ManualMergeUrl];
}

/// <summary>The portal merged {0} and left {1}: a person has to decide.</summary>
public sealed record PartlyMerged(string Merged, string Left) : Failure
{
    public override IReadOnlyList<object> Parameters => [Merged, Left];
}

/// <summary>The surviving record {0} is gone. Its snapshot and the others' are kept.</summary>
public sealed record SurvivorGone(string Record) : Failure
{
    public override IReadOnlyList<object> Parameters => [Record];
}

/// <summary>A write's answer was lost, and reading does not tell whether it happened: {0} the step.</summary>
public sealed record OutcomeUnclear(string Step) : Failure
{
    public override IReadOnlyList<object> Parameters => [Step];
}

/// <summary>A step was refused after records had been merged: {0} step, {1} the portal's words.</summary>
public sealed record StepRefused(string Step, string Description) : Failure
{
    public override IReadOnlyList<object> Parameters => [Step, Description];
}

/// <summary>Taking back a failed merge did not succeed entirely: {0} what stopped it, {1} what remains.</summary>
public sealed record NotTakenBack(string Cause, string Remains) : Failure
{
    public override IReadOnlyList<object> Parameters => [Cause, Remains];
}

/// <summary>The run is not one that can be resumed.</summary>
public sealed record NotResumable(MergeState State) : Failure
{
    public override IReadOnlyList<object> Parameters => [State.ToString()];
}

/// <summary>The merge holds: only one that was undone, or was not done, is repeated.</summary>
public sealed record NotRepeatable(MergeState State) : Failure
{
    public override IReadOnlyList<object> Parameters => [State.ToString()];
}

/// <summary>Only a merge that was done, wholly or halfway, can be undone.</summary>
public sealed record NotUndoable(MergeState State) : Failure
{
    public override IReadOnlyList<object> Parameters => [State.ToString()];
}

/// <summary>The merge was undone already, or its undo is running: {0} who, {1} the run.</summary>
public sealed record UndoneAlready(string By, Guid Undo) : Failure
{
    public override IReadOnlyList<object> Parameters => [By, Undo];
}

/// <summary>The undo plan that was approved is not what undo would do now; it has to be looked at again.</summary>
public sealed record UndoPlanChanged : Failure;

/// <summary>A later merge used the surviving record and has to be undone first.</summary>
public sealed record LaterMergeFirst(Guid Merge) : Failure
{
    public override IReadOnlyList<object> Parameters => [Merge];
}

/// <summary>A survivorship policy makes no sense; {0} is the field, <c>*</c> for "every other field", or <c>priority</c>. Nothing was saved.</summary>
public sealed record PolicyInvalid(string Field) : Failure
{
    public override IReadOnlyList<object> Parameters => [Field];
}

/// <summary>Turns what the portal said into what a person is told about a merge.</summary>
internal static class MergeFailures
{
    public static Failure From(BitrixError error, EntityRef record) => error switch
    {
        BitrixError.NotFound => new RecordGone(record.ToString()),
        BitrixError.MissingRight => new RecordRightMissing(record.ToString()),
        _ => PortalFailures.From(error),
    };

    /// <summary>One failure that names every record that could not be read; a missing right comes first, because a person can mend it.</summary>
    public static Failure Unreadable(IReadOnlyList<(EntityRef Record, BitrixError Error)> records)
    {
        var hidden = records.Where(entry => entry.Error is BitrixError.MissingRight).Select(entry => entry.Record).ToList();
        return hidden.Count > 0 ? new RecordRightMissing(string.Join(", ", hidden)) : new RecordGone(string.Join(", ", records.Select(entry => entry.Record)));
    }
}
