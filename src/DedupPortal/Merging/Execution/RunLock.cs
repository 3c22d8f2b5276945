using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>
/// Makes sure that one process executes a run: a lock of a database session, which the database frees when that process dies. The
/// job store already allows one job per portal; a node that was believed dead and is not is stopped here.
/// </summary>
internal sealed class RunLock : IAsyncDisposable
{
    private readonly PortalDbContext _db;

    private readonly string _key;

    private RunLock(PortalDbContext db, string key) => (_db, _key) = (db, key);

    /// <summary>The lock of a run, by its id; null when another process has it.</summary>
    public static async Task<RunLock?> TakeAsync(IDbContextFactory<PortalDbContext> contexts, string key, CancellationToken cancellationToken)
    {
        var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            if (await db.Database.SqlQuery<bool>($"select pg_try_advisory_lock(hashtextextended({key}, 0)) as \"Value\"").SingleAsync(cancellationToken)) return new RunLock(db, key);
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }

        await db.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        // The pool resets a session only when it is used again, so the lock would outlive the run. A broken session has lost it already.
        if (_db.Database.GetDbConnection().State is System.Data.ConnectionState.Open)
            await _db.Database.ExecuteSqlAsync($"select pg_advisory_unlock(hashtextextended({_key}, 0))", CancellationToken.None);
        await _db.DisposeAsync();
    }
}
