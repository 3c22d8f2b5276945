using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>Shows and approves the undo of a merge. A merge is undone once; the merges of one record are undone latest first.</summary>
public sealed class MergeUndo(
    IDbContextFactory<PortalDbContext> contexts, TenantScope scope, AuditLog audit, IMergeQueue queue, UndoReader reader, TimeProvider clock)
{
    /// <summary>
    /// What undoing would do now. <paramref name="overwrite"/>: keys of <see cref="LaterEdit"/> that are to be undone too. Reads the
    /// portal, writes nothing. Fails with <see cref="UndoneAlready"/>, <see cref="NotUndoable"/>, <see cref="LaterMergeFirst"/>,
    /// <see cref="SurvivorGone"/> or what the portal says.
    /// </summary>
    public async Task<Result<UndoPlan>> PreviewAsync(MergeId merge, IReadOnlySet<string> overwrite, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ObstacleAsync(db, merge, cancellationToken) is { } obstacle) return obstacle;
        var request = await reader.ReadAsync(merge, overwrite, cancellationToken);
        return request.Failure is { } failure ? failure : UndoPlanner.Plan(request.Value);
    }

    /// <summary>
    /// Approves the undo that was shown: <paramref name="planHash"/> is its hash. Returns the undo's run. Fails with
    /// <see cref="UndoPlanChanged"/> when it would do something else now.
    /// </summary>
    public async Task<Result<MergeId>> ApproveAsync(
        MergeId merge, string planHash, IReadOnlySet<string> overwrite, string key, string? reason, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<MergeRun>().Where(run => run.IdempotencyKey == key).Select(run => (MergeId?)run.Id).SingleOrDefaultAsync(cancellationToken) is { } known) return known;
        var plan = await PreviewAsync(merge, overwrite, cancellationToken);
        if (plan.Failure is { } failure) return failure;
        if (plan.Value.Hash != planHash) return new UndoPlanChanged();

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The merge's row lock makes two people take turns; the second finds the undo of the first.
        var original = await db.Set<MergeRun>().FromSql($"select *, xmin from portal.merges where tenant_id = {scope.Tenant.Value} and id = {merge.Value} for update").SingleAsync(cancellationToken);
        if (await db.Set<MergeRun>().Where(run => run.IdempotencyKey == key).Select(run => (MergeId?)run.Id).SingleOrDefaultAsync(cancellationToken) is { } pressed) return pressed;
        if (await ObstacleAsync(db, merge, cancellationToken) is { } obstacle) return obstacle;
        var now = clock.GetUtcNow();
        var undo = new MergeRun(
            scope.Tenant, MergeId.New(), original.PortalId, scope.Actor, MergeApproval.Cut(reason), key, MergeJson.Write(plan.Value), plan.Value.Hash,
            plan.Value.Survivor, original.RecordRefs, now) { UndoOf = merge, GroupId = original.GroupId, Mode = original.Mode };
        db.Add(undo);
        await db.SaveChangesAsync(cancellationToken);
        if (await RecordLocks.TakeAsync(db, undo, original.RecordRefs, cancellationToken) is { } busy) return busy;
        await audit.AppendAsync(db, new AuditRecord(AuditAction.UndoApproved, $"merge:{undo.Id}", new JsonObject
        {
            ["reason"] = undo.Reason,
            ["undoOf"] = merge.ToString(),
            ["survivor"] = undo.Survivor,
            ["recreated"] = new JsonArray([.. plan.Value.Recreated.Keys.Select(record => (JsonNode)record)]),
            ["plan"] = plan.Value.Hash,
            ["steps"] = plan.Value.Steps.Count,
        }, original.PortalId.Value), cancellationToken);
        await queue.CommitAsync(transaction, new MergeInput(scope.Tenant.Value, original.PortalId.Value, undo.Id.Value), now, cancellationToken);
        return undo.Id;
    }

    private static async Task<Failure?> ObstacleAsync(PortalDbContext db, MergeId merge, CancellationToken cancellationToken)
    {
        var run = await db.Set<MergeRun>().AsNoTracking().SingleOrDefaultAsync(run => run.Id == merge, cancellationToken);
        if (run is null) return new NotThere();
        if (run.UndoOf is not null || run.State is not MergeState.Completed) return new NotUndoable(run.State);
        var undo = await db.Set<MergeRun>().AsNoTracking().Where(other => other.UndoOf == merge && other.State != MergeState.Failed)
            .Select(other => new { other.Id, other.ApprovedByName }).FirstOrDefaultAsync(cancellationToken);
        if (undo is not null) return new UndoneAlready(undo.ApprovedByName, undo.Id.Value);
        var records = run.Records;
        var later = await db.Set<MergeRun>().AsNoTracking()
            .Where(other => other.PortalId == run.PortalId && other.UndoOf == null && other.ApprovedAt > run.ApprovedAt && other.State != MergeState.Failed
                && other.Records.Any(record => records.Contains(record))
                && !db.Set<MergeRun>().Any(undone => undone.UndoOf == other.Id && undone.State == MergeState.Completed))
            .OrderByDescending(other => other.ApprovedAt).Select(other => (MergeId?)other.Id).FirstOrDefaultAsync(cancellationToken);
        return later is { } first ? new LaterMergeFirst(first.Value) : null;
    }
}
