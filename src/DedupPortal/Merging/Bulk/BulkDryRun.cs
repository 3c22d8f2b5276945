using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace DedupPortal.Merging;

/// <summary>
/// Makes the dry run of a bulk run: reads its groups, several to a request and behind every person's calls, and plans each. It may be
/// stopped anywhere and started again. Nothing is written to the portal.
/// </summary>
public sealed class BulkDryRun(
    IDbContextFactory<PortalDbContext> contexts, TenantScope scope, PortalReader reader, IOptions<MergingOptions> options, TimeProvider clock)
{
    // Ten pairs fill a batch of cards and four of what hangs on them.
    private const int GroupsPerReading = 10;

    /// <summary>Goes on planning. Null when there is nothing left to plan; otherwise how long to wait before calling again, zero for the next turn.</summary>
    public async Task<TimeSpan?> RunAsync(BulkRunId id, CancellationToken cancellationToken)
    {
        await using var only = await RunLock.TakeAsync(contexts, id.ToString(), cancellationToken);
        if (only is null) return options.Value.FirstDelay;
        var turn = clock.GetUtcNow() + options.Value.BulkTurn;
        while (true)
        {
            var (run, groups) = await WaitingAsync(id, cancellationToken);
            if (run is not { State: BulkState.Planning }) return null;
            if (groups.Count == 0) return await CompleteAsync(id, cancellationToken);
            var readings = await reader.ReadManyAsync(run.PortalId, [.. groups.Select(group => group.RecordRefs)], CallLane.Scan, cancellationToken);
            if (readings.Failure is { } failure) return await FailedAsync(id, failure, cancellationToken);
            await KeepAsync(run, groups, readings.Value, cancellationToken);
            if (clock.GetUtcNow() >= turn) return TimeSpan.Zero;
        }
    }

    private async Task<(BulkRun? Run, List<BulkGroup> Groups)> WaitingAsync(BulkRunId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.Set<BulkRun>().AsNoTracking().SingleOrDefaultAsync(run => run.Id == id, cancellationToken);
        var groups = await db.Set<BulkGroup>().AsNoTracking().Where(group => group.RunId == id && group.State == BulkGroupState.Waiting)
            .OrderBy(group => group.Ordinal).Take(GroupsPerReading).ToListAsync(cancellationToken);
        return (run, groups);
    }

    private async Task KeepAsync(BulkRun run, List<BulkGroup> groups, IReadOnlyList<Result<PortalReading>> readings, CancellationToken cancellationToken)
    {
        // Planned outside the transaction: it takes a while, and the row of the run is locked inside.
        var plans = readings.Select(reading => reading.Failure is { } unreadable ? unreadable : BulkModes.Plan(reading.Value, run.DeletesNothing)).ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await BulkRows.LockAsync(db, scope.Tenant, run.Id, cancellationToken) is not { State: BulkState.Planning } locked) return;
        var now = clock.GetUtcNow();
        var ids = groups.Select(group => group.GroupId).ToList();
        var states = await db.Set<DuplicateGroup>().AsNoTracking().Where(group => ids.Contains(group.Id)).ToDictionaryAsync(group => group.Id, group => group.State, cancellationToken);
        foreach (var (group, reading, plan) in groups.Zip(readings, plans))
        {
            db.Attach(group);
            var title = reading.Failure is null ? string.Join(" · ", reading.Value.Snapshots.Select(DisplayText.Title).Distinct()) : "";
            if ((Obstacle(states, group) ?? plan.Failure) is { } reason)
            {
                group.LeaveOut(reason, title);
                continue;
            }

            var draft = new MergeDraft(scope.Tenant, MergeDraftId.New(), run.PortalId, group.GroupId.Value, group.RecordRefs, new Actor(run.CreatedBy, run.CreatedByName, null), now);
            draft.TakeReading(reading.Value, DraftStep.Mode, now);
            draft.ChooseMode(plan.Value.Mode, plan.Value.Priority, now);
            draft.Review(plan.Value.Plan.Hash, now);
            db.Add(draft);
            group.Plan(draft.Id, plan.Value.Plan, title);
        }

        locked.ForgetDelays();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static Failure? Obstacle(Dictionary<GroupId, GroupState> states, BulkGroup group) =>
        !states.TryGetValue(group.GroupId, out var state) ? new NotThere()
        : state is GroupState.Open or GroupState.Postponed ? null
        : new GroupNotOpen(state);

    private async Task<TimeSpan?> CompleteAsync(BulkRunId id, CancellationToken cancellationToken)
    {
        await ChangeAsync(id, run => run.CompletePlanning(clock.GetUtcNow()), cancellationToken);
        return null;
    }

    private async Task<TimeSpan?> FailedAsync(BulkRunId id, Failure failure, CancellationToken cancellationToken)
    {
        TimeSpan? wait = null;
        await ChangeAsync(id, run =>
        {
            run.CountDelay();
            if (failure is PortalUnavailable && run.Delays <= options.Value.MostDelays) wait = options.Value.Wait(run.Delays);
            else run.Stop(failure, clock.GetUtcNow());
        }, cancellationToken);
        return wait;
    }

    private async Task ChangeAsync(BulkRunId id, Action<BulkRun> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await BulkRows.LockAsync(db, scope.Tenant, id, cancellationToken) is not { State: BulkState.Planning } run) return;
        change(run);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
