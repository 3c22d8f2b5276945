using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>The database side of an execution. Each method is one transaction with its history entry.</summary>
public sealed class RunJournal(IDbContextFactory<PortalDbContext> contexts, TenantScope scope, AuditLog audit, TimeProvider clock)
{
    /// <summary>The run, or null when it is not there.</summary>
    internal async Task<MergeRun?> FindAsync(MergeId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<MergeRun>().AsNoTracking().SingleOrDefaultAsync(run => run.Id == id, cancellationToken);
    }

    internal async Task<List<MergeStepRow>> StepsAsync(MergeId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<MergeStepRow>().AsNoTracking().Where(step => step.RunId == id).OrderBy(step => step.Ordinal).ToListAsync(cancellationToken);
    }

    internal async Task<List<EntitySnapshot>> SnapshotsAsync(MergeId id, SnapshotMoment moment, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<MergeSnapshotRow>().AsNoTracking().Where(row => row.RunId == id && row.Moment == moment).ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.Read())];
    }

    /// <summary>Records of a merge that have come back one by one, with the number that each has now.</summary>
    internal async Task<IReadOnlyDictionary<EntityRef, EntityRef>> ReturnedAsync(MergeId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var undos = await db.Set<MergeRun>().AsNoTracking().Where(run => run.UndoOf == id && run.UndoneRecord != null && run.State == MergeState.Completed).ToListAsync(cancellationToken);
        return undos.ToDictionary(undo => Parse(undo.UndoneRecord!), undo => Parse(MergeJson.Read<MergeResult>(undo.ResultText!).Created.GetValueOrDefault(undo.UndoneRecord!, undo.UndoneRecord!)));
    }

    /// <summary>Where records that are gone lead now, by the crosswalk; one that it does not know is missing.</summary>
    internal async Task<IReadOnlyDictionary<EntityRef, EntityRef>> CurrentAsync(PortalId portal, IReadOnlyCollection<EntityRef> records, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var walked = await Crosswalk.WalkAsync(db, portal, [.. records.Select(record => record.ToString())], cancellationToken);
        return walked.ToDictionary(pair => Parse(pair.Key), pair => Parse(pair.Value));
    }

    internal async Task<MergeDraft?> DraftAsync(MergeDraftId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<MergeDraft>().AsNoTracking().SingleOrDefaultAsync(draft => draft.Id == id, cancellationToken);
    }

    /// <summary>Stores snapshots, ledger and planned steps; from now on something may have been written.</summary>
    internal Task BeginAsync(
        MergeId id, IEnumerable<EntitySnapshot> snapshots, IEnumerable<LostValue> losses, IEnumerable<MergeStep> steps, IEnumerable<EntitySnapshot> targets, CancellationToken cancellationToken) =>
        ChangeAsync(id, (db, run, now) =>
        {
            run.Start(now);
            foreach (var snapshot in snapshots) db.Add(new MergeSnapshotRow(run.TenantId, id, SnapshotMoment.Before, snapshot, now));
            foreach (var target in targets) db.Add(new MergeSnapshotRow(run.TenantId, id, SnapshotMoment.Target, target, now));
            foreach (var (lost, index) in losses.Select((lost, index) => (lost, index))) db.Add(new LossLedgerEntry(run.TenantId, id, index + 1, run.PortalId, lost));
            foreach (var (step, index) in steps.Select((step, index) => (step, index))) db.Add(new MergeStepRow(run.TenantId, id, index + 1, step, compensates: null));
            return Task.FromResult<AuditRecord?>(null);
        }, cancellationToken);

    /// <summary>The intent, committed before the call.</summary>
    internal Task SendAsync(MergeId id, int ordinal, MergeStep resolved, long? highWater, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (db, run, now) =>
        {
            var row = await RowAsync(db, id, ordinal, cancellationToken);
            row.Send(now, highWater);
            return StepAudit.Sent(run, row, resolved);
        }, cancellationToken);

    internal Task VerifyAsync(MergeId id, int ordinal, StepOutcome outcome, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (db, run, now) =>
        {
            var row = await RowAsync(db, id, ordinal, cancellationToken);
            row.Verify(outcome, now);
            run.ForgetDelays();
            return StepAudit.Outcome(run, row, failure: null);
        }, cancellationToken);

    /// <summary>The portal is known not to have executed it.</summary>
    internal Task UnsendAsync(MergeId id, int ordinal, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (db, _, _) =>
        {
            (await RowAsync(db, id, ordinal, cancellationToken)).Unsend();
            return null;
        }, cancellationToken);

    internal Task RefuseAsync(MergeId id, int ordinal, Failure failure, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (db, run, _) =>
        {
            var row = await RowAsync(db, id, ordinal, cancellationToken);
            row.Fail(failure.Code);
            return StepAudit.Outcome(run, row, failure);
        }, cancellationToken);

    /// <summary>Plans the steps that take back what was written.</summary>
    internal Task TakeBackAsync(MergeId id, Failure cause, IEnumerable<(int Ordinal, MergeStep Step)> inverses, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (db, run, _) =>
        {
            run.Blame(cause);
            var last = await db.Set<MergeStepRow>().Where(row => row.RunId == id).MaxAsync(row => row.Ordinal, cancellationToken);
            foreach (var (ordinal, step) in inverses) db.Add(new MergeStepRow(run.TenantId, id, ++last, step, ordinal));
            return null;
        }, cancellationToken);

    internal Task<int> DelayAsync(MergeId id, CancellationToken cancellationToken) => ChangeAsync(id, run =>
    {
        run.CountDelay();
        return run.Delays;
    }, cancellationToken);

    /// <summary>Ends the run without success. A paused run and one that needs attention keep their records locked.</summary>
    internal Task StopAsync(MergeId id, MergeState state, Failure? failure, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (db, run, now) =>
        {
            var tookBack = await db.Set<MergeStepRow>().AnyAsync(row => row.RunId == id && row.Compensates != null, cancellationToken);
            run.Stop(state, failure, now);
            if (state is MergeState.Failed) await RecordLocks.ReleaseAsync(db, run, cancellationToken);
            var action = (run.UndoOf, state, tookBack) switch
            {
                (null, MergeState.Failed, true) => AuditAction.MergeCompensated,
                (null, MergeState.Failed, false) => AuditAction.MergeFailed,
                (null, _, _) => AuditAction.MergeNeedsAttention,
                _ => AuditAction.UndoFailed,
            };
            var parameters = new JsonArray([.. run.FailureParameters.Select(parameter => (JsonNode)parameter)]);
            return StepAudit.Record(run, action, new JsonObject { ["failure"] = run.FailureCode, ["parameters"] = parameters, ["state"] = state.ToString() });
        }, cancellationToken);

    /// <summary>Ends the run with success: what was read back, what is lost beyond the plan, where the old ids lead now.</summary>
    internal Task CompleteAsync(
        MergeId id, MergeResult result, IEnumerable<EntitySnapshot> after, IReadOnlyList<LostValue> lost, IReadOnlyDictionary<EntityRef, EntityRef> crosswalk,
        Func<PortalDbContext, MergeRun, DateTimeOffset, Task<string?>> settleGroup, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (db, run, now) =>
        {
            foreach (var snapshot in after) db.Add(new MergeSnapshotRow(run.TenantId, id, SnapshotMoment.After, snapshot, now));
            var ordinal = await db.Set<LossLedgerEntry>().Where(entry => entry.RunId == id).Select(entry => (int?)entry.Ordinal).MaxAsync(cancellationToken) ?? 0;
            foreach (var value in lost) db.Add(new LossLedgerEntry(run.TenantId, id, ++ordinal, run.PortalId, value));
            foreach (var (old, current) in crosswalk)
            {
                var text = old.ToString();
                var entry = await db.Set<CrosswalkEntry>().SingleOrDefaultAsync(entry => entry.PortalId == run.PortalId && entry.OldRecord == text, cancellationToken);
                if (entry is null) db.Add(new CrosswalkEntry(run.TenantId, run.PortalId, old, current, id, now));
                else entry.Lead(current, id, now);
            }

            run.Complete(MergeJson.Write(result), now);
            await RecordLocks.ReleaseAsync(db, run, cancellationToken);
            var group = await settleGroup(db, run, now);
            return StepAudit.Record(run, run.UndoOf is null ? AuditAction.MergeCompleted : AuditAction.UndoCompleted, new JsonObject
            {
                ["survivor"] = result.Survivor.ToString(),
                ["crosswalk"] = new JsonArray([.. crosswalk.Select(pair => (JsonNode)$"{pair.Key} → {pair.Value}")]),
                ["deviations"] = result.Deviations.Count,
                ["kept"] = result.Kept.Count,
                ["group"] = group,
            });
        }, cancellationToken);

    private static EntityRef Parse(string text) => EntityRef.TryParse(text, out var record) ? record : throw new InvalidOperationException("A stored record reference is broken.");

    private static Task<MergeStepRow> RowAsync(PortalDbContext db, MergeId id, int ordinal, CancellationToken cancellationToken) =>
        db.Set<MergeStepRow>().SingleAsync(row => row.RunId == id && row.Ordinal == ordinal, cancellationToken);

    private async Task<T> ChangeAsync<T>(MergeId id, Func<MergeRun, T> change, CancellationToken cancellationToken)
    {
        var value = default(T)!;
        await ChangeAsync(id, (_, run, _) =>
        {
            value = change(run);
            return Task.FromResult<AuditRecord?>(null);
        }, cancellationToken);
        return value;
    }

    private async Task ChangeAsync(MergeId id, Func<PortalDbContext, MergeRun, DateTimeOffset, Task<AuditRecord?>> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await db.Set<MergeRun>()
            .FromSql($"select *, xmin from portal.merges where tenant_id = {scope.Tenant.Value} and id = {id.Value} for update").SingleAsync(cancellationToken);
        var record = await change(db, run, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        if (record is not null) await audit.AppendAsync(db, record, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
