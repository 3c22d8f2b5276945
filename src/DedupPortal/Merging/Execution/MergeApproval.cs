using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Duplicates;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>
/// Approves what the final card showed. Row, record locks, history entry and job commit together. Nothing is written to the portal
/// here; the job does that.
/// </summary>
public sealed class MergeApproval(
    IDbContextFactory<PortalDbContext> contexts, TenantScope scope, AuditLog audit, IMergeQueue queue, TimeProvider clock)
{
    /// <summary>
    /// Approves a draft. <paramref name="planHash"/> is what the page showed; <paramref name="key"/> is one per press of the button: the
    /// same key gives the same run. Fails with <see cref="RecordBusy"/> when another run holds one of the records.
    /// </summary>
    public async Task<Result<MergeId>> ApproveAsync(
        MergeDraftId id, int version, string planHash, string key, string? reason, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Set<MergeRun>().Where(run => run.IdempotencyKey == key).Select(run => (MergeId?)run.Id).SingleOrDefaultAsync(cancellationToken) is { } known) return known;
        // The row lock makes two presses take turns; the second then finds the draft approved.
        var draft = await db.Set<MergeDraft>()
            .FromSql($"select * from portal.merge_drafts where tenant_id = {scope.Tenant.Value} and id = {id.Value} for update")
            .SingleOrDefaultAsync(cancellationToken);
        if (draft is null) return new NotThere();
        if (draft.MergeId is { } approved)
        {
            var isSamePress = await db.Set<MergeRun>().AnyAsync(run => run.Id == approved && run.IdempotencyKey == key, cancellationToken);
            return isSamePress ? approved : new DraftApproved(approved.Value);
        }

        if (draft.Version != version) return new DraftChanged(draft.Version);
        if (draft.PlanHash is null) return new DraftIncomplete(DraftStep.Final);
        if (draft.PlanHash != planHash) return new DraftChanged(draft.Version);
        var added = await AddAsync(db, draft, planHash, key, reason, scope.Actor, cancellationToken);
        if (added.Failure is { } obstacle) return obstacle;
        await queue.CommitAsync(transaction, new MergeInput(scope.Tenant.Value, draft.PortalId.Value, added.Value.Value), clock.GetUtcNow(), cancellationToken);
        return added.Value;
    }

    /// <summary>
    /// Adds the run of a locked draft, with its record locks and its history entry, to the caller's transaction. After a failure that
    /// transaction has to be rolled back. Whether the person may is the caller's question.
    /// </summary>
    internal async Task<Result<MergeId>> AddAsync(
        PortalDbContext db, MergeDraft draft, string planHash, string key, string? reason, Actor actor, CancellationToken cancellationToken)
    {
        var plan = DraftPlan.Make(draft);
        if (plan.Failure is { } obstacle) return obstacle;
        if (plan.Value.Hash != planHash) return new DraftChanged(draft.Version);
        var now = clock.GetUtcNow();
        var records = plan.Value.Records;
        var group = draft.GroupId ?? (await GroupTransitions.SettledByAsync(db, draft.PortalId, records, cancellationToken))?.Value;
        var run = new MergeRun(scope.Tenant, MergeId.New(), draft.PortalId, actor, Cut(reason), key, MergeJson.Write(plan.Value), plan.Value.Hash, plan.Value.Survivor, records, now)
        {
            DraftId = draft.Id, GroupId = group, Mode = plan.Value.Mode,
        };
        db.Add(run);
        draft.Approve(run.Id, now);
        await db.SaveChangesAsync(cancellationToken);
        if (await RecordLocks.TakeAsync(db, run, records, cancellationToken) is { } busy) return busy;
        await audit.AppendAsync(db, Approved(run, plan.Value, actor), cancellationToken);
        return run.Id;
    }

    /// <summary>
    /// Goes on with a run that is paused or needs attention, where the journal says; a run that is believed to be at work gets another
    /// job, which finds nothing to do if it is.
    /// </summary>
    public async Task<Result<Done>> ResumeAsync(MergeId id, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await db.Set<MergeRun>().FromSql($"select *, xmin from portal.merges where tenant_id = {scope.Tenant.Value} and id = {id.Value} for update").SingleOrDefaultAsync(cancellationToken);
        if (run is null) return new NotThere();
        if (run.State is MergeState.Completed or MergeState.Failed) return new NotResumable(run.State);
        // Half a merge that is being taken back is not finished as well.
        if (await db.Set<MergeRun>().AnyAsync(undo => undo.UndoOf == id && undo.State != MergeState.Failed, cancellationToken)) return new NotResumable(run.State);
        if (run.IsOver)
        {
            if (await RecordLocks.TakeAsync(db, run, run.RecordRefs, cancellationToken) is { } busy) return busy;
            run.Resume();
            // A refused step is tried again: that is what the person asks for.
            var refused = await db.Set<MergeStepRow>().Where(step => step.RunId == id && step.State == StepState.Failed).ToListAsync(cancellationToken);
            foreach (var step in refused) step.Unsend();
        }

        await db.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(db, new AuditRecord(
            run.UndoOf is null ? AuditAction.MergeApproved : AuditAction.UndoApproved, $"merge:{run.Id}", new JsonObject { ["resumed"] = true }, run.PortalId.Value), cancellationToken);
        await queue.CommitAsync(transaction, new MergeInput(scope.Tenant.Value, run.PortalId.Value, run.Id.Value), clock.GetUtcNow(), cancellationToken);
        return Done.Value;
    }

    /// <summary>Goes on with a paused run without a job of its own: a bulk run carries it. Does nothing for another one, or while somebody else holds a record.</summary>
    internal async Task ContinueAsync(MergeId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await db.Set<MergeRun>().FromSql($"select *, xmin from portal.merges where tenant_id = {scope.Tenant.Value} and id = {id.Value} for update").SingleAsync(cancellationToken);
        if (run.State is not MergeState.Paused || await RecordLocks.TakeAsync(db, run, run.RecordRefs, cancellationToken) is not null) return;
        run.Resume();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Lets go of the records of a run that is paused or needs attention, when a person has mended things in the portal by hand. The
    /// run stays as it is and can still be resumed.
    /// </summary>
    public async Task<Result<Done>> ReleaseAsync(MergeId id, string? reason, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await db.Set<MergeRun>().FromSql($"select *, xmin from portal.merges where tenant_id = {scope.Tenant.Value} and id = {id.Value} for update").SingleOrDefaultAsync(cancellationToken);
        if (run is null) return new NotThere();
        if (run.State is not (MergeState.Paused or MergeState.NeedsAttention)) return new NotResumable(run.State);
        await RecordLocks.ReleaseAsync(db, run, cancellationToken);
        await audit.AppendAsync(db, new AuditRecord(
            AuditAction.MergeNeedsAttention, $"merge:{run.Id}", new JsonObject { ["reason"] = Cut(reason), ["released"] = true, ["failure"] = run.FailureCode }, run.PortalId.Value), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static AuditRecord Approved(MergeRun run, MergePlan plan, Actor actor) => new(
        AuditAction.MergeApproved, $"merge:{run.Id}",
        new JsonObject
        {
            ["reason"] = run.Reason,
            ["mode"] = plan.Mode.ToString(),
            ["survivor"] = plan.Survivor.ToString(),
            ["losers"] = new JsonArray([.. plan.Losers.Select(record => (JsonNode)record.ToString())]),
            ["leads"] = new JsonArray([.. plan.ConvertedLeads.Select(record => (JsonNode)record.ToString())]),
            ["retired"] = new JsonArray([.. plan.Retired.Select(record => (JsonNode)record.ToString())]),
            ["plan"] = plan.Hash,
            ["steps"] = plan.Steps.Count,
            ["losses"] = plan.Losses.Count,
        },
        run.PortalId.Value, actor);

    internal static string? Cut(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? null : reason.Trim() is { Length: > MergeRun.ReasonLength } longer ? longer[..MergeRun.ReasonLength] : reason.Trim();
}
