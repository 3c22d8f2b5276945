using DedupPortal.Bitrix24;
using Microsoft.Extensions.Options;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>
/// The first thing an execution does: reads everything again, makes the plan again, and goes on only if it is the one that was
/// approved. Nothing has been written until then.
/// </summary>
public sealed class RunStart(RunJournal journal, PortalReader reader, UndoReader undos, IOptions<MergingOptions> options)
{
    /// <summary>Null when the run has begun; otherwise why it has not.</summary>
    internal Task<Failure?> BeginAsync(MergeRun run, CallLane lane, CancellationToken cancellationToken) =>
        run.UndoOf is null ? BeginMergeAsync(run, lane, cancellationToken) : BeginUndoAsync(run, cancellationToken);

    private async Task<Failure?> BeginMergeAsync(MergeRun run, CallLane lane, CancellationToken cancellationToken)
    {
        var draft = await journal.DraftAsync(run.DraftId!.Value, cancellationToken) ?? throw new InvalidOperationException($"The draft of run {run.Id} is gone.");
        var fresh = await reader.ReadAsync(run.PortalId, draft.Selection, withNames: false, lane, cancellationToken);
        if (fresh.Failure is { } unreadable) return unreadable;
        var approved = MergeJson.Read<MergePlan>(run.PlanText);
        var changes = SnapshotComparison.Changes(draft.Reading!.Snapshots, fresh.Value.Snapshots);
        if (changes.Length > 0) return new ChangedSincePreview(changes);
        // The rules are those that the person saw: others may hold by now.
        var plan = DraftPlan.Make(fresh.Value with { Policy = draft.Reading.Policy }, approved.Mode, approved.Survivor, draft.Choices);
        if (plan.Failure is { } obstacle) return obstacle;
        // The records are as they were, so the portal's fields are not: another field was added, or a title changed.
        if (plan.Value.Hash != run.PlanHash) return new ChangedSincePreview("*");
        await journal.BeginAsync(run.Id, fresh.Value.Snapshots, approved.Losses, NoteText.Resolve(approved.Steps, run.Id, options.Value.RecordAddress), [], cancellationToken);
        return null;
    }

    private async Task<Failure?> BeginUndoAsync(MergeRun run, CancellationToken cancellationToken)
    {
        var approved = MergeJson.Read<UndoPlan>(run.PlanText);
        var ticks = approved.LaterEdits.Where(edit => edit.Overwritten).Select(edit => edit.Key).ToHashSet(StringComparer.Ordinal);
        var request = await undos.ReadAsync(run.UndoOf!.Value, approved.Only, ticks, cancellationToken);
        if (request.Failure is { } unreadable) return unreadable;
        var plan = UndoPlanner.Plan(request.Value);
        if (plan.Hash != run.PlanHash) return new UndoPlanChanged();
        await journal.BeginAsync(run.Id, request.Value.Now, [], approved.Steps, UndoTarget.Of(request.Value), cancellationToken);
        return null;
    }
}
