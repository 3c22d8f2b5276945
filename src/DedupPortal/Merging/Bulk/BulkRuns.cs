using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Duplicates;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>What a person approves: the dry run by its hash, the typed number of groups where one is asked for, the stop rules and a reason.</summary>
public sealed record BulkConsent(string Hash, int? Typed, BulkStopRules Rules, string? Reason);

/// <summary>The commands on bulk runs. Each is one transaction with its history entry and needs <see cref="Permission.Work"/>. None writes to the portal; the job does.</summary>
public sealed class BulkRuns(IDbContextFactory<PortalDbContext> contexts, TenantScope scope, AuditLog audit, IMergeQueue queue, TimeProvider clock)
{
    /// <summary>
    /// Starts a dry run of the groups, in their order. <paramref name="deletesNothing"/>: cards of one type are merged softly. Fails with
    /// <see cref="BulkSize"/>, <see cref="BulkSeveralPortals"/>, <see cref="NotThere"/> or <see cref="NotAllowed"/>.
    /// </summary>
    public async Task<Result<BulkRunId>> StartAsync(IReadOnlyList<GroupId> groups, bool deletesNothing, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        var wanted = groups.Distinct().ToList();
        if (wanted.Count is 0 or > BulkRun.LargestRun) return new BulkSize(wanted.Count);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Set<DuplicateGroup>().AsNoTracking().Where(group => wanted.Contains(group.Id)).Select(group => group.PortalId).ToListAsync(cancellationToken);
        if (found.Count < wanted.Count) return new NotThere();
        var portals = found.Distinct().ToList();
        if (portals.Count > 1) return new BulkSeveralPortals();
        var members = (await db.Set<GroupMember>().AsNoTracking().Where(member => wanted.Contains(member.GroupId)).ToListAsync(cancellationToken)).ToLookup(member => member.GroupId);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var run = new BulkRun(scope.Tenant, BulkRunId.New(), portals[0], deletesNothing, scope.Actor, now);
        db.Add(run);
        foreach (var (id, index) in wanted.Select((id, index) => (id, index)))
            db.Add(new BulkGroup(scope.Tenant, run.Id, index + 1, id, members[id].Select(member => member.Ref).Order()));

        await db.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(db, BulkRows.Record(run, AuditAction.BulkPlanned, new JsonObject { ["groups"] = wanted.Count, ["deletesNothing"] = deletesNothing }), cancellationToken);
        await queue.CommitAsync(transaction, Input(run), now, cancellationToken);
        return run.Id;
    }

    /// <summary>Takes a group out of the run, or back in. Fails with <see cref="BulkNotPossible"/> once the run is approved.</summary>
    public Task<Result<Done>> ExcludeAsync(BulkRunId id, int ordinal, bool excluded, CancellationToken cancellationToken) =>
        ChangeAsync(id, BulkState.Planned, async (db, _, _) =>
        {
            var group = await db.Set<BulkGroup>().SingleOrDefaultAsync(group => group.RunId == id && group.Ordinal == ordinal, cancellationToken);
            if (group is null) return new NotThere();
            if (group.State is BulkGroupState.Planned && excluded) group.Exclude();
            else if (group.State is BulkGroupState.Excluded && !excluded) group.Include();
            return (AuditRecord?)null;
        }, isQueued: false, cancellationToken);

    /// <summary>Makes the dry run again, on what the portal holds now. Groups that were excluded are planned again, too.</summary>
    public Task<Result<Done>> PlanAgainAsync(BulkRunId id, bool deletesNothing, CancellationToken cancellationToken) =>
        ChangeAsync(id, BulkState.Planned, async (db, run, _) =>
        {
            await DiscardAsync(db, id, cancellationToken);
            foreach (var group in await db.Set<BulkGroup>().Where(group => group.RunId == id).ToListAsync(cancellationToken)) group.Forget();
            run.PlanAgain(deletesNothing);
            return BulkRows.Record(run, AuditAction.BulkPlanned, new JsonObject
            {
                ["groups"] = await db.Set<BulkGroup>().CountAsync(group => group.RunId == id, cancellationToken), ["deletesNothing"] = deletesNothing,
            });
        }, isQueued: true, cancellationToken);

    /// <summary>
    /// Approves the dry run that was shown. Fails with <see cref="BulkDryRunChanged"/>, <see cref="BulkNumberMissing"/>,
    /// <see cref="BulkRulesInvalid"/>, <see cref="BulkSize"/> when every group is left out, and <see cref="BulkNotPossible"/> when somebody was quicker.
    /// </summary>
    public Task<Result<Done>> ApproveAsync(BulkRunId id, BulkConsent consent, CancellationToken cancellationToken) =>
        ChangeAsync(id, BulkState.Planned, async (db, run, now) =>
        {
            if (consent.Rules.Fault() is { } fault) return new BulkRulesInvalid(fault);
            var groups = await db.Set<BulkGroup>().AsNoTracking().Where(group => group.RunId == id && group.State == BulkGroupState.Planned).ToListAsync(cancellationToken);
            if (groups.Count == 0) return new BulkSize(0);
            if (BulkRows.Hash(groups.Select(group => (group.Ordinal, group.PlanHash))) != consent.Hash) return new BulkDryRunChanged();
            if (groups.Count > BulkRun.MostUntyped && consent.Typed != groups.Count) return new BulkNumberMissing(groups.Count);
            run.Approve(consent.Hash, consent.Rules, scope.Actor, MergeApproval.Cut(consent.Reason), now);
            return BulkRows.Record(run, AuditAction.BulkApproved, new JsonObject
            {
                ["reason"] = run.Reason,
                ["groups"] = groups.Count,
                ["deleted"] = groups.Sum(group => group.Deleted),
                ["losses"] = groups.Sum(group => group.Losses),
                ["plan"] = consent.Hash,
                ["rules"] = JsonNode.Parse(MergeJson.Write(run.Rules)),
            });
        }, isQueued: true, cancellationToken);

    /// <summary>Waits after the group that is being merged.</summary>
    public Task<Result<Done>> PauseAsync(BulkRunId id, CancellationToken cancellationToken) =>
        ChangeAsync(id, BulkState.Running, (_, run, _) =>
        {
            run.Pause(new BulkPausedBy(scope.Actor.Name));
            return Task.FromResult<Result<AuditRecord?>>(BulkRows.Record(run, AuditAction.BulkPaused, []));
        }, isQueued: false, cancellationToken);

    /// <summary>Goes on with a paused run. From now on it runs in the name of whoever resumes it.</summary>
    public Task<Result<Done>> ResumeAsync(BulkRunId id, CancellationToken cancellationToken) =>
        ChangeAsync(id, BulkState.Paused, (_, run, _) =>
        {
            run.Resume(scope.Actor);
            return Task.FromResult<Result<AuditRecord?>>(BulkRows.Record(run, AuditAction.BulkResumed, []));
        }, isQueued: true, cancellationToken);

    /// <summary>Ends the run for good, after the group that is being merged. What was merged stays merged.</summary>
    public async Task<Result<Done>> StopAsync(BulkRunId id, CancellationToken cancellationToken) =>
        await ChangeAsync(id, null, async (db, run, now) =>
        {
            if (run.IsOver) return new BulkNotPossible(run.State);
            run.Stop(new BulkStoppedBy(scope.Actor.Name), now);
            await DiscardAsync(db, id, cancellationToken);
            return BulkRows.Record(run, AuditAction.BulkStopped, []);
        }, isQueued: true, cancellationToken);

    /// <summary>Plans that will not be carried out: each holds a whole reading of its records.</summary>
    private static Task<int> DiscardAsync(PortalDbContext db, BulkRunId id, CancellationToken cancellationToken) =>
        db.Set<MergeDraft>().Where(draft => draft.MergeId == null && db.Set<BulkGroup>().Any(group => group.RunId == id && group.DraftId == draft.Id)).ExecuteDeleteAsync(cancellationToken);

    private async Task<Result<Done>> ChangeAsync(
        BulkRunId id, BulkState? from, Func<PortalDbContext, BulkRun, DateTimeOffset, Task<Result<AuditRecord?>>> change, bool isQueued, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await BulkRows.LockAsync(db, scope.Tenant, id, cancellationToken) is not { } run) return new NotThere();
        if (from is { } needed && run.State != needed) return new BulkNotPossible(run.State);
        var now = clock.GetUtcNow();
        var changed = await change(db, run, now);
        if (changed.Failure is { } failure) return failure;
        await db.SaveChangesAsync(cancellationToken);
        if (changed.Value is { } record) await audit.AppendAsync(db, record, cancellationToken);
        if (isQueued) await queue.CommitAsync(transaction, Input(run), now, cancellationToken);
        else await transaction.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static BulkInput Input(BulkRun run) => new(run.TenantId.Value, run.PortalId.Value, run.Id.Value);
}
