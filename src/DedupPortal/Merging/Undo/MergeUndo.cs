using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>
/// Shows and approves the undo of a merge, or of one record of it. Each record comes back once; the merges of one record are undone
/// latest first.
/// </summary>
public sealed class MergeUndo(
    IDbContextFactory<PortalDbContext> contexts, TenantScope scope, AuditLog audit, IMergeQueue queue, UndoReader reader, TimeProvider clock)
{
    /// <summary>What undoing the whole merge would do now; see the other overload.</summary>
    public Task<Result<UndoPlan>> PreviewAsync(MergeId merge, IReadOnlySet<string> overwrite, CancellationToken cancellationToken) =>
        PreviewAsync(merge, only: null, overwrite, cancellationToken);

    /// <summary>
    /// What undoing would do now. <paramref name="only"/>: one record of the merge that is to come back while the others stay merged; null for
    /// all. <paramref name="overwrite"/>: keys of <see cref="LaterEdit"/> that are to be undone too. Reads the portal, writes nothing. Fails with
    /// <see cref="UndoneAlready"/>, <see cref="NotUndoable"/>, <see cref="LaterMergeFirst"/>, <see cref="SurvivorGone"/> or what the portal says.
    /// </summary>
    public async Task<Result<UndoPlan>> PreviewAsync(MergeId merge, EntityRef? only, IReadOnlySet<string> overwrite, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ObstacleAsync(db, merge, only, cancellationToken) is { } obstacle) return obstacle;
        var request = await reader.ReadAsync(merge, only, overwrite, cancellationToken);
        return request.Failure is { } failure ? failure : UndoPlanner.Plan(request.Value);
    }

    /// <summary>Approves the undo of the whole merge; see the other overload.</summary>
    public Task<Result<MergeId>> ApproveAsync(
        MergeId merge, string planHash, IReadOnlySet<string> overwrite, string key, string? reason, CancellationToken cancellationToken) =>
        ApproveAsync(merge, only: null, planHash, overwrite, key, reason, cancellationToken);

    /// <summary>
    /// Approves the undo that was shown: <paramref name="planHash"/> is its hash. Returns the undo's run. Fails with
    /// <see cref="UndoPlanChanged"/> when it would do something else now.
    /// </summary>
    public async Task<Result<MergeId>> ApproveAsync(
        MergeId merge, EntityRef? only, string planHash, IReadOnlySet<string> overwrite, string key, string? reason, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<MergeRun>().Where(run => run.IdempotencyKey == key).Select(run => (MergeId?)run.Id).SingleOrDefaultAsync(cancellationToken) is { } known) return known;
        var plan = await PreviewAsync(merge, only, overwrite, cancellationToken);
        if (plan.Failure is { } failure) return failure;
        if (plan.Value.Hash != planHash) return new UndoPlanChanged();

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The merge's row lock makes two people take turns; the second finds the undo of the first.
        var original = await db.Set<MergeRun>().FromSql($"select *, xmin from portal.merges where tenant_id = {scope.Tenant.Value} and id = {merge.Value} for update").SingleAsync(cancellationToken);
        if (await db.Set<MergeRun>().Where(run => run.IdempotencyKey == key).Select(run => (MergeId?)run.Id).SingleOrDefaultAsync(cancellationToken) is { } pressed) return pressed;
        if (await ObstacleAsync(db, merge, only, cancellationToken) is { } obstacle) return obstacle;
        var now = clock.GetUtcNow();
        var undo = new MergeRun(
            scope.Tenant, MergeId.New(), original.PortalId, scope.Actor, MergeApproval.Cut(reason), key, MergeJson.Write(plan.Value), plan.Value.Hash,
            plan.Value.Survivor, original.RecordRefs, now) { UndoOf = merge, UndoneRecord = only?.ToString(), GroupId = original.GroupId, Mode = original.Mode };
        db.Add(undo);
        await db.SaveChangesAsync(cancellationToken);
        // A merge that stopped halfway holds its records still; its undo takes them over.
        if (original.State is MergeState.NeedsAttention) await RecordLocks.ReleaseAsync(db, original, cancellationToken);
        if (await RecordLocks.TakeAsync(db, undo, original.RecordRefs.Concat(plan.Value.Renumbered.Values), cancellationToken) is { } busy) return busy;
        await audit.AppendAsync(db, new AuditRecord(AuditAction.UndoApproved, $"merge:{undo.Id}", new JsonObject
        {
            ["reason"] = undo.Reason,
            ["undoOf"] = merge.ToString(),
            ["survivor"] = undo.Survivor,
            ["only"] = undo.UndoneRecord,
            ["recreated"] = new JsonArray([.. plan.Value.Recreated.Keys.Select(record => (JsonNode)record)]),
            ["plan"] = plan.Value.Hash,
            ["steps"] = plan.Value.Steps.Count,
        }, original.PortalId.Value), cancellationToken);
        await queue.CommitAsync(transaction, new MergeInput(scope.Tenant.Value, original.PortalId.Value, undo.Id.Value), now, cancellationToken);
        return undo.Id;
    }

    private static async Task<Failure?> ObstacleAsync(PortalDbContext db, MergeId merge, EntityRef? only, CancellationToken cancellationToken)
    {
        var run = await db.Set<MergeRun>().AsNoTracking().SingleOrDefaultAsync(run => run.Id == merge, cancellationToken);
        if (run is null) return new NotThere();
        if (!run.IsUndoable) return new NotUndoable(run.State);
        var others = run.Records.Where(record => record != run.Survivor).ToList();
        if (only is { } one && !others.Contains(one.ToString())) return new NotThere();
        var undos = await db.Set<MergeRun>().AsNoTracking().Where(other => other.UndoOf == merge && other.State != MergeState.Failed)
            .OrderBy(other => other.ApprovedAt).Select(other => new { other.Id, other.ApprovedByName, other.UndoneRecord, other.State }).ToListAsync(cancellationToken);
        var done = undos.Find(undo => undo.UndoneRecord is null || undo.State is not MergeState.Completed || undo.UndoneRecord == only?.ToString())
            ?? (undos.Count == others.Count ? undos.LastOrDefault() : null);
        if (done is not null) return new UndoneAlready(done.ApprovedByName, done.Id.Value);
        var records = (await Crosswalk.NamesAsync(db, run.PortalId, run.Records, cancellationToken)).ToList();
        var later = await db.Set<MergeRun>().AsNoTracking()
            .Where(other => other.PortalId == run.PortalId && other.UndoOf == null && other.ApprovedAt > run.ApprovedAt && other.State != MergeState.Failed
                && other.Records.Any(record => records.Contains(record))
                && !db.Set<MergeRun>().Any(undone => undone.UndoOf == other.Id && undone.UndoneRecord == null && undone.State == MergeState.Completed))
            .OrderByDescending(other => other.ApprovedAt).Select(other => (MergeId?)other.Id).FirstOrDefaultAsync(cancellationToken);
        return later is { } first ? new LaterMergeFirst(first.Value) : null;
    }
}
