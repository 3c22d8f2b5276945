using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace DedupPortal.Merging;

/// <summary>
/// Merges the groups of an approved bulk run one after another, each as a merge of its own with its journal and its undo. It may be
/// stopped between any two statements and started again: the group that was begun is finished first, none is begun twice.
/// </summary>
public sealed class BulkExecutor(
    IDbContextFactory<PortalDbContext> contexts, TenantScope scope, MergeApproval approval, MergeExecutor executor, RunFinish finish, AuditLog audit,
    BulkQueries queries, IEnumerable<IBulkNotice> notices, IOptions<MergingOptions> options, TimeProvider clock)
{
    /// <summary>Whom to tell that the run ended or waits by itself; null while it does not.</summary>
    private Guid? _told;

    /// <summary>
    /// Goes on with the run. Null when there is nothing to do, also while it is paused; otherwise how long to wait before calling again,
    /// zero for the next turn.
    /// </summary>
    public async Task<TimeSpan?> RunAsync(BulkRunId id, CancellationToken cancellationToken)
    {
        await using var only = await RunLock.TakeAsync(contexts, id.ToString(), cancellationToken);
        if (only is null) return options.Value.FirstDelay;
        finish.RefreshLater();
        var wait = await TurnAsync(id, cancellationToken);
        if (await PortalAsync(id, cancellationToken) is { } portal) await finish.RefreshLaterAsync(portal, cancellationToken);
        if (_told is { } approver && await queries.ProgressAsync(id, cancellationToken) is { } run)
            foreach (var notice in notices) await notice.SendAsync(run, approver, cancellationToken);
        return wait;
    }

    private async Task<TimeSpan?> TurnAsync(BulkRunId id, CancellationToken cancellationToken)
    {
        var turn = clock.GetUtcNow() + options.Value.BulkTurn;
        while (true)
        {
            var merge = await CurrentAsync(id, cancellationToken) ?? await NextAsync(id, cancellationToken);
            if (merge is not { } current) return null;
            if (await executor.RunAsync(current, cancellationToken, CallLane.Scan) is { } wait) return wait;
            if (!await SettleAsync(id, current, cancellationToken)) return null;
            if (clock.GetUtcNow() >= turn) return TimeSpan.Zero;
        }
    }

    private async Task<PortalId?> PortalAsync(BulkRunId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<BulkRun>().AsNoTracking().Where(run => run.Id == id).Select(run => (PortalId?)run.PortalId).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The merge that was begun and not settled. One that waits for a person goes on when the run does.</summary>
    private async Task<MergeId?> CurrentAsync(BulkRunId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var state = await db.Set<BulkRun>().AsNoTracking().Where(run => run.Id == id).Select(run => (BulkState?)run.State).SingleOrDefaultAsync(cancellationToken);
        var merge = await db.Set<BulkGroup>().AsNoTracking().Where(group => group.RunId == id && group.State == BulkGroupState.Merging).Select(group => group.MergeId).SingleOrDefaultAsync(cancellationToken);
        if (merge is not { } current || state is not BulkState.Running) return merge;
        if (await db.Set<MergeRun>().AnyAsync(run => run.Id == current && run.State == MergeState.Paused, cancellationToken))
            await approval.ContinueAsync(current, cancellationToken);
        return current;
    }

    /// <summary>Begins the next group that is still what the dry run saw; null when the run has ended or waits.</summary>
    private async Task<MergeId?> NextAsync(BulkRunId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (await BulkRows.LockAsync(db, scope.Tenant, id, cancellationToken) is not { State: BulkState.Running } run) return null;
            var next = await db.Set<BulkGroup>().Where(group => group.RunId == id && group.State == BulkGroupState.Planned).OrderBy(group => group.Ordinal).FirstOrDefaultAsync(cancellationToken);
            var approver = await ApproverAsync(db, run, cancellationToken);
            var broken = run.Rules.Broken(await OutcomesAsync(db, id, cancellationToken));
            if (next is null || broken is not null || approver is null)
            {
                await EndAsync(db, run, next is null ? null : broken, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return null;
            }

            var begun = await BeginAsync(db, run, next, approver, cancellationToken);
            if (begun.Succeeded)
            {
                await transaction.CommitAsync(cancellationToken);
                return begun.Value;
            }

            await transaction.RollbackAsync(cancellationToken);
            await SkipAsync(id, next.Ordinal, begun.Failure!, cancellationToken);
        }
    }

    private async Task<Result<MergeId>> BeginAsync(PortalDbContext db, BulkRun run, BulkGroup next, Actor approver, CancellationToken cancellationToken)
    {
        var group = await db.Set<DuplicateGroup>().AsNoTracking().SingleOrDefaultAsync(group => group.Id == next.GroupId, cancellationToken);
        if (group is null) return new NotThere();
        if (group.State is not (GroupState.Open or GroupState.Postponed)) return new GroupNotOpen(group.State);
        var members = await db.Set<GroupMember>().AsNoTracking().Where(member => member.GroupId == next.GroupId).Select(member => new { member.Type, member.EntityId }).ToListAsync(cancellationToken);
        if (!members.Select(member => new EntityRef(member.Type, member.EntityId)).ToHashSet().SetEquals(next.RecordRefs)) return new BulkGroupChanged();
        var draft = await db.Set<MergeDraft>().FromSql($"select * from portal.merge_drafts where tenant_id = {scope.Tenant.Value} and id = {next.DraftId!.Value.Value} for update").SingleOrDefaultAsync(cancellationToken);
        if (draft is null) return new NotThere();
        if (draft.MergeId is { } approved) return new DraftApproved(approved.Value);
        var merge = await approval.AddAsync(db, draft, next.PlanHash!, $"bulk:{run.Id}:{next.Ordinal}", run.Reason, approver, cancellationToken);
        if (merge.Failure is { } failure) return failure;
        next.Begin(merge.Value);
        await db.SaveChangesAsync(cancellationToken);
        return merge.Value;
    }

    /// <summary>The approver with today's role; null when the person may not merge any more.</summary>
    private static async Task<Actor?> ApproverAsync(PortalDbContext db, BulkRun run, CancellationToken cancellationToken)
    {
        var role = await db.Set<TenantMember>().AsNoTracking().Where(member => member.AccountId == run.ApprovedBy).Select(member => (MemberRole?)member.Role).SingleOrDefaultAsync(cancellationToken);
        return role is null or MemberRole.Auditor ? null : new Actor(run.ApprovedBy, run.ApprovedByName, role);
    }

    private async Task EndAsync(PortalDbContext db, BulkRun run, Failure? broken, CancellationToken cancellationToken)
    {
        var isLeft = await db.Set<BulkGroup>().AnyAsync(group => group.RunId == run.Id && group.State == BulkGroupState.Planned, cancellationToken);
        if (broken is not null) run.Stop(broken, clock.GetUtcNow());
        else if (isLeft) run.Pause(new BulkApproverLeft(run.ApprovedByName));
        else run.Finish(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await AuditAsync(db, run, cancellationToken);
    }

    private async Task SkipAsync(BulkRunId id, int ordinal, Failure reason, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var group = await db.Set<BulkGroup>().SingleAsync(group => group.RunId == id && group.Ordinal == ordinal, cancellationToken);
        group.Skip(reason, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Takes over how the merge ended. False when the run has to wait for a person.</summary>
    private async Task<bool> SettleAsync(BulkRunId id, MergeId merge, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await BulkRows.LockAsync(db, scope.Tenant, id, cancellationToken) ?? throw new InvalidOperationException($"The bulk run {id} is gone.");
        var group = await db.Set<BulkGroup>().SingleAsync(group => group.RunId == id && group.MergeId == merge, cancellationToken);
        var ended = await db.Set<MergeRun>().AsNoTracking().SingleAsync(other => other.Id == merge, cancellationToken);
        var now = clock.GetUtcNow();
        if (ended.State is MergeState.Paused && !run.IsOver)
        {
            // The portal is closed to us: the next group would fare no better.
            if (run.State is not BulkState.Running) return false;
            run.Pause(ended.FailureCode!, ended.FailureParameters);
            await db.SaveChangesAsync(cancellationToken);
            await AuditAsync(db, run, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return false;
        }

        if (ended.State is MergeState.Completed) group.Complete(now);
        else if (!IsRefusal(ended)) group.End(BulkGroupState.Failed, ended.FailureCode, ended.FailureParameters, now);
        else if (await OwnChangeAsync(db, id, ended, cancellationToken) is { } own) group.End(BulkGroupState.Skipped, own.Code, FailureParameters.Of(own), now);
        else group.End(BulkGroupState.Skipped, ended.FailureCode, ended.FailureParameters, now);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The check before the merge, or the last look before records are deleted, found something else than the dry run; nothing remains written.</summary>
    private static bool IsRefusal(MergeRun merge) =>
        merge.State is MergeState.Failed && (merge.StartedAt is null || merge.FailureCode is nameof(ChangedSincePreview));

    /// <summary>
    /// Whether an earlier merge of the run moved what the refused one found changed: a deal whose client is another contact now. That says
    /// nothing against the groups.
    /// </summary>
    private static async Task<BulkOwnChange?> OwnChangeAsync(PortalDbContext db, BulkRunId id, MergeRun refused, CancellationToken cancellationToken)
    {
        if (refused is not { FailureCode: nameof(ChangedSincePreview), FailureParameters: [var changes, ..] }) return null;
        var merged = db.Set<BulkGroup>().Where(group => group.RunId == id && group.State == BulkGroupState.Merged).Select(group => group.MergeId);
        foreach (var record in changes.Split("; ").Select(change => change.Split(": ")[0]))
        {
            var quoted = $"\"{record}\"";
            if (await db.Set<MergeSnapshotRow>().AnyAsync(snapshot => merged.Contains(snapshot.RunId) && snapshot.Text.Contains(quoted), cancellationToken)) return new BulkOwnChange(record);
        }

        return null;
    }

    private static async Task<List<BulkOutcome>> OutcomesAsync(PortalDbContext db, BulkRunId id, CancellationToken cancellationToken)
    {
        var rows = await db.Set<BulkGroup>().AsNoTracking().Where(group => group.RunId == id && group.FinishedAt != null && group.ReasonCode != nameof(BulkOwnChange)).OrderBy(group => group.FinishedAt).ThenBy(group => group.Ordinal)
            .Select(group => new { group.State, IsUndone = db.Set<MergeRun>().Any(undo => undo.UndoOf == group.MergeId && undo.State != MergeState.Failed) }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.State switch
        {
            BulkGroupState.Merged => row.IsUndone ? BulkOutcome.Undone : BulkOutcome.Merged,
            BulkGroupState.Failed => BulkOutcome.Error,
            _ => BulkOutcome.Refused,
        })];
    }

    private async Task AuditAsync(PortalDbContext db, BulkRun run, CancellationToken cancellationToken)
    {
        var counts = await db.Set<BulkGroup>().Where(group => group.RunId == run.Id).GroupBy(group => group.State).Select(states => new { states.Key, Count = states.Count() }).ToListAsync(cancellationToken);
        var payload = new JsonObject
        {
            ["merged"] = counts.Find(row => row.Key is BulkGroupState.Merged)?.Count ?? 0,
            ["skipped"] = counts.Find(row => row.Key is BulkGroupState.Skipped)?.Count ?? 0,
            ["failed"] = counts.Find(row => row.Key is BulkGroupState.Failed)?.Count ?? 0,
        };
        if (run.CauseCode is not null) (payload["code"], payload["parameters"]) = (run.CauseCode, BulkRows.List(run.CauseParameters));
        var action = run.State switch { BulkState.Finished => AuditAction.BulkFinished, BulkState.Stopped => AuditAction.BulkStopped, _ => AuditAction.BulkPaused };
        await audit.AppendAsync(db, BulkRows.Record(run, action, payload, Actor.System), cancellationToken);
        if (run.State is not BulkState.Finished || run.FinishedAt - run.ApprovedAt > BulkRun.LongWait) _told = run.ApprovedBy;
    }
}
