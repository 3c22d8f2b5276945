using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Merging;

/// <summary>The last thing an execution does: reads everything back, stores what it found, and tells the group and the mirror.</summary>
public sealed partial class RunFinish(RunJournal journal, MirrorRefresh mirror, ILogger<RunFinish> log)
{
    /// <summary>Cards whose refreshing waits for <see cref="RefreshLaterAsync"/>; null while each run refreshes its own at once.</summary>
    private HashSet<EntityRef>? _later;

    /// <summary>From now on cards are refreshed together, which saves a request for each run.</summary>
    internal void RefreshLater() => _later = [];

    /// <summary>Refreshes the cards of all runs since <see cref="RefreshLater"/>. What a killed node leaves undone the next scan brings.</summary>
    internal async Task RefreshLaterAsync(PortalId portal, CancellationToken cancellationToken)
    {
        if (_later is not { Count: > 0 } cards) return;
        _later = [];
        var refreshed = await mirror.ReadAsync(portal, cards, CallLane.Scan, cancellationToken);
        if (refreshed.Failure is { } failure) LogStaleMirror(log, portal, failure.Code);
    }

    /// <summary>Null when the run is complete; otherwise what kept it from being read back.</summary>
    internal Task<Failure?> CompleteAsync(MergeRun run, BitrixClient client, StepSlots slots, IReadOnlyList<MergeStepRow> steps, CancellationToken cancellationToken) =>
        run.UndoOf is null ? CompleteMergeAsync(run, client, slots, steps, cancellationToken) : CompleteUndoAsync(run, client, slots, steps, cancellationToken);

    private async Task<Failure?> CompleteMergeAsync(MergeRun run, BitrixClient client, StepSlots slots, IReadOnlyList<MergeStepRow> steps, CancellationToken cancellationToken)
    {
        var plan = MergeJson.Read<MergePlan>(run.PlanText);
        var batch = new BatchCollector(client);
        var links = new LinkReader(batch, plan.Survivor, plan.MessengerCodes);
        var after = await SnapshotReader.ReadAsync(batch, [plan.Survivor, .. plan.ConvertedLeads, .. plan.Retired], allowGone: false, _ => { }, cancellationToken);
        if (after.Failure is { } unreadable) return unreadable;
        var deviations = ReadBack.Deviations(plan, after.Value[0]);
        var crosswalk = plan.Losers.Concat(slots.Created).Distinct().ToDictionary(record => record, _ => plan.Survivor);
        var result = new MergeResult(
            plan.Survivor, links.Links(), deviations, slots.All.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value.ToString(), StringComparer.Ordinal), Kept(steps));
        await journal.CompleteAsync(run.Id, result, after.Value, ReadBack.Missing(plan, deviations), crosswalk, (db, run, now) => SettleAsync(db, run, now, cancellationToken), cancellationToken);
        await RefreshAsync(run, [.. run.RecordRefs, .. slots.Created, .. after.Value[0].Children.Select(child => child.Ref)], cancellationToken);
        return null;
    }

    private async Task<Failure?> CompleteUndoAsync(MergeRun run, BitrixClient client, StepSlots slots, IReadOnlyList<MergeStepRow> steps, CancellationToken cancellationToken)
    {
        var plan = MergeJson.Read<UndoPlan>(run.PlanText);
        var before = await journal.SnapshotsAsync(run.Id, SnapshotMoment.Target, cancellationToken);
        var current = plan.Recreated.ToDictionary(pair => pair.Key, pair => slots.Of(pair.Value), StringComparer.Ordinal);
        var records = before.Select(snapshot => current.TryGetValue(snapshot.Ref.ToString(), out var made) ? made : snapshot.Ref).ToList();
        var after = await SnapshotReader.ReadAsync(client, records, allowGone: true, cancellationToken);
        if (after.Failure is { } unreadable) return unreadable;
        var restored = UndoCheck.Deviations(plan, before, after.Value, current);
        var crosswalk = current.ToDictionary(pair => Parse(pair.Key), pair => pair.Value);
        var created = current.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        var kept = Kept(steps).Concat(plan.LaterEdits.Where(edit => !edit.Overwritten).Select(edit => edit.Key)).Concat(plan.Missing).ToList();
        await journal.CompleteAsync(
            run.Id, new MergeResult(plan.Survivor, [], restored, created, kept), after.Value, [], crosswalk, (db, run, now) => SettleAsync(db, run, now, cancellationToken), cancellationToken);
        var children = before.SelectMany(snapshot => snapshot.Children.Select(child => child.Ref));
        await RefreshAsync(run, [.. run.RecordRefs, .. current.Values, .. children], cancellationToken);
        return null;
    }

    private static async Task<string?> SettleAsync(PortalDbContext db, MergeRun run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var bulk = run.UndoOf is not null ? null : await db.Set<BulkGroup>().SingleOrDefaultAsync(group => group.MergeId == run.Id, cancellationToken);
        if (bulk is { State: BulkGroupState.Failed }) bulk.CompleteLate(now);
        // The portal has been changed already: a group that somebody rejected meanwhile does not stop the record of it.
        if (run is { UndoneRecord: { } returned, UndoOf: { } merge })
        {
            await GroupTransitions.PartAsync(db, merge.Value, Parse(returned), now, cancellationToken);
            return "parted";
        }

        if (run.GroupId is not { } group)
        {
            if (run.UndoOf is { } undone) await GroupTransitions.PartAsync(db, undone.Value, null, now, cancellationToken);
            else await GroupTransitions.MergedByHandAsync(db, run.TenantId, run.PortalId, MergeOf(run, bulk), now, cancellationToken);
            return null;
        }

        var settled = run.UndoOf is null
            ? await GroupTransitions.MarkMergedAsync(db, new GroupId(group), MergeOf(run, bulk), now, cancellationToken)
            : await GroupTransitions.ReopenAsync(db, new GroupId(group), now, cancellationToken);
        return settled.Failure?.Code ?? (run.UndoOf is null ? "merged" : "reopened");
    }

    private static GroupMerge MergeOf(MergeRun run, BulkGroup? bulk) => new(
        run.Id.Value, MergeJson.Read<MergePlan>(run.PlanText).Records, new Actor(run.ApprovedBy, run.ApprovedByName, null), AmongMany: bulk is not null);

    private async Task RefreshAsync(MergeRun run, IReadOnlyCollection<EntityRef> records, CancellationToken cancellationToken)
    {
        if (_later is not null)
        {
            _later.UnionWith(records);
            return;
        }

        var refreshed = await mirror.RefreshAsync(run.PortalId, records, cancellationToken);
        // The merge is done; what the mirror missed the next scan brings.
        if (refreshed.Failure is { } failure) LogStaleMirror(log, run.PortalId, failure.Code);
    }

    private static List<string> Kept(IEnumerable<MergeStepRow> steps) => [.. steps.SelectMany(step => step.Outcome.Kept).Distinct(StringComparer.Ordinal)];

    private static EntityRef Parse(string text) => EntityRef.TryParse(text, out var record) ? record : throw new InvalidOperationException("A stored record reference is broken.");

    [LoggerMessage(1, LogLevel.Warning, "The mirror of portal {Portal} could not be refreshed after a merge: {Failure}")]
    private static partial void LogStaleMirror(ILogger logger, PortalId portal, string failure);
}
