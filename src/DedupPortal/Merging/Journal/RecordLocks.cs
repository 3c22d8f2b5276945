using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>Keeps two runs off one record.</summary>
internal static class RecordLocks
{
    /// <summary>Takes all records for the run, or says who holds the first one that is taken. A run may take its own again.</summary>
    public static async Task<Failure?> TakeAsync(PortalDbContext db, MergeRun run, IEnumerable<EntityRef> records, CancellationToken cancellationToken)
    {
        // In one order always, so that two approvals wait for each other instead of deadlocking.
        foreach (var record in records.Distinct().Order().Select(record => record.ToString()))
        {
            if (await TakeAsync(db, run, record, cancellationToken) is { } busy) return busy;
        }

        return null;
    }

    private static async Task<Failure?> TakeAsync(PortalDbContext db, MergeRun run, string record, CancellationToken cancellationToken)
    {
        while (true)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into portal.merge_locks (tenant_id, portal_id, record, run_id)
                values ({run.TenantId.Value}, {run.PortalId.Value}, {record}, {run.Id.Value}) on conflict do nothing
                """, cancellationToken);
            var holder = await db.Set<MergeLock>().AsNoTracking().SingleOrDefaultAsync(held => held.PortalId == run.PortalId && held.Record == record, cancellationToken);
            // Released between the two statements: it is free now.
            if (holder is null) continue;
            if (holder.RunId == run.Id) return null;
            var by = await db.Set<MergeRun>().Where(other => other.Id == holder.RunId).Select(other => other.ApprovedByName).SingleOrDefaultAsync(cancellationToken);
            return new RecordBusy(record, by ?? "", holder.RunId.Value);
        }
    }

    public static Task ReleaseAsync(PortalDbContext db, MergeRun run, CancellationToken cancellationToken) =>
        db.Set<MergeLock>().Where(held => held.RunId == run.Id).ExecuteDeleteAsync(cancellationToken);
}
