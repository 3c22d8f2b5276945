using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Mirror;

/// <summary>Changes the row of a scan under its lock, so that worker and people do not overwrite each other.</summary>
internal static class SyncRuns
{
    /// <summary>The row, locked until the caller's transaction ends; null when it does not exist.</summary>
    public static Task<SyncRun?> LockAsync(PortalDbContext db, SyncRunId id, CancellationToken cancellationToken) =>
        db.Set<SyncRun>().FromSql($"select * from portal.sync_runs where id = {id.Value} for update").SingleOrDefaultAsync(cancellationToken);

    /// <summary>One change in one transaction; returns what the row is afterwards.</summary>
    public static async Task<SyncRun> ChangeAsync(
        IDbContextFactory<PortalDbContext> contexts, SyncRunId id, Func<PortalDbContext, SyncRun, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await LockAsync(db, id, cancellationToken) ?? throw new InvalidOperationException($"There is no scan {id}.");
        await change(db, run);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return run;
    }
}
