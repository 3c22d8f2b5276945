using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace DedupPortal.Mirror;

/// <summary>
/// One transaction of a scan: rows and cursor together or neither. It holds the scan's row, so that people and worker do not overwrite each
/// other; without <see cref="CommitAsync"/> it ends with its context and changes nothing.
/// </summary>
internal sealed class ScanWrite
{
    private readonly IDbContextTransaction _transaction;
    private readonly SyncRun _run;

    private ScanWrite(PortalDbContext db, IDbContextTransaction transaction, SyncRun run, Dictionary<SyncListing, SyncCursor> cursors) =>
        (Db, _transaction, _run, Cursors) = (db, transaction, run, cursors);

    public PortalDbContext Db { get; }

    public IReadOnlyDictionary<SyncListing, SyncCursor> Cursors { get; }

    public static async Task<ScanWrite> BeginAsync(PortalDbContext db, SyncRunId id, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await SyncRuns.LockAsync(db, id, cancellationToken) ?? throw new InvalidOperationException($"There is no scan {id}.");
        var cursors = await db.Set<SyncCursor>().Where(cursor => cursor.RunId == id).ToDictionaryAsync(cursor => cursor.Listing, cancellationToken);
        return new ScanWrite(db, transaction, run, cursors);
    }

    /// <summary>Notes on the scan's row how far its cursors are, and ends the transaction; the context is as new.</summary>
    public async Task CommitAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var paged = PortalListings.Paged.Select(listing => Cursors[listing]).ToList();
        _run.Advance(paged.Sum(cursor => cursor.Rows), paged.TrueForAll(cursor => cursor.Total is not null) ? paged.Sum(cursor => cursor.Total!.Value) : null, now);
        await Db.SaveChangesAsync(cancellationToken);
        await _transaction.CommitAsync(cancellationToken);
        await _transaction.DisposeAsync();
        Db.ChangeTracker.Clear();
    }
}
