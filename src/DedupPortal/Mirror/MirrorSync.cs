using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Mirror;

/// <summary>
/// Reads a portal into the mirror, list after list, answer after answer. Rows and cursor are written in one transaction, and the next answer
/// is asked for when they are: a reader that is killed goes on behind the last one and asks again for one at most.
/// </summary>
public sealed class MirrorSync(IDbContextFactory<PortalDbContext> contexts, ScanProgressFeed feed, TenantScope scope, TimeProvider clock)
{
    /// <summary>
    /// Requests a second up to which the portal is what a scan waits for, not the writing. One that allows more is asked while the answer
    /// before is written, and a killed reader then asks again for two.
    /// </summary>
    private const double MostWaitedFor = 10;

    /// <summary>
    /// Reads what the scan has not read yet. Null when all is in the mirror; otherwise why it stopped, with everything up to there
    /// kept. The scan must be running and in its reading phase.
    /// </summary>
    public async Task<BitrixError?> ReadAsync(BitrixClient client, SyncRunId run, PortalId portal, CancellationToken cancellationToken)
    {
        var cursors = await CursorsAsync(run, portal, cancellationToken);
        if (!cursors[SyncListing.Terms].Completed && await ReadTermsAsync(client, run, portal, cancellationToken) is { } unread) return unread;

        // Anew: the portal has counted its lists meanwhile.
        cursors = await CursorsAsync(run, portal, cancellationToken);
        foreach (var listing in PortalListings.Paged)
            if (!cursors[listing].Completed && await ReadListAsync(client, cursors[listing], cancellationToken) is { } error)
                return error;
        return null;
    }

    private async Task<Dictionary<SyncListing, SyncCursor>> CursorsAsync(SyncRunId run, PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var cursors = await db.Set<SyncCursor>().Where(cursor => cursor.RunId == run).ToDictionaryAsync(cursor => cursor.Listing, cancellationToken);
        foreach (var listing in Enum.GetValues<SyncListing>().Where(listing => !cursors.ContainsKey(listing)))
            db.Add(cursors[listing] = new SyncCursor(scope.Tenant, run, portal, listing, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return cursors;
    }

    private async Task<BitrixError?> ReadTermsAsync(BitrixClient client, SyncRunId run, PortalId portal, CancellationToken cancellationToken)
    {
        var terms = await new TermsReader(scope.Tenant, portal).ReadAsync(client, cancellationToken);
        if (terms.Error is { } error) return error;
        var counted = await client.BatchAsync([.. PortalListings.Paged.Select(listing => (listing.ToString(), PortalListings.Count(listing)))], halt: false, cancellationToken);
        if (counted.Error is { } uncounted) return uncounted;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var write = await ScanWrite.BeginAsync(db, run, cancellationToken);
        await MirrorWriting.ReplaceAsync(db, portal, terms.Value, cancellationToken);
        foreach (var listing in PortalListings.Paged)
            if (counted.Value.TryGetAnswer(listing.ToString(), out var answer) && answer.Total is { } total)
                write.Cursors[listing].Advance(write.Cursors[listing].LastId, 0, total);
        write.Cursors[SyncListing.Terms].Complete();
        await CommitAsync(write, portal, cancellationToken);
        return null;
    }

    private async Task<BitrixError?> ReadListAsync(BitrixClient client, SyncCursor cursor, CancellationToken cancellationToken)
    {
        // One connection for the whole list, because the staging table lives as long as it.
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        using var batch = new ListBatch(cursor.Listing, cursor.LastId, cursor.Rows);
        var left = cursor.Total is { } total ? Math.Max(0, total - cursor.Rows) : (int?)null;
        ScanWrite? write = null;
        await foreach (var page in client.ReadRowsAsync(PortalListings.Pages(cursor.Listing), cursor.LastId, cancellationToken, left, ahead: client.Limit.PerSecond > MostWaitedFor))
        {
            if (page.Error is { } error) return error;
            write ??= await BeginAsync(db, cursor, batch, page.Value.AnswerLastId, cancellationToken);
            batch.Add(page.Value);
            if (!page.Value.EndsAnswer) continue;
            await CompleteAsync(write, cursor, batch, last: false, cancellationToken);
            write = null;
        }

        await CompleteAsync(await BeginAsync(db, cursor, batch, long.MaxValue, cancellationToken), cursor, batch, last: true, cancellationToken);
        return null;
    }

    /// <summary>A transaction of the context for one answer: what the mirror has is looked up and cannot change until it ends.</summary>
    private async Task<ScanWrite> BeginAsync(PortalDbContext db, SyncCursor list, ListBatch batch, long until, CancellationToken cancellationToken)
    {
        var write = await ScanWrite.BeginAsync(db, list.RunId, cancellationToken);
        await batch.BeginAsync(db, scope.Tenant, list.PortalId, until, cancellationToken);
        return write;
    }

    /// <summary>Writes what the batch holds, removes what the portal no longer lists between, moves the cursor, and empties the batch.</summary>
    private async Task CompleteAsync(ScanWrite write, SyncCursor list, ListBatch batch, bool last, CancellationToken cancellationToken)
    {
        var cursor = write.Cursors[list.Listing];
        await batch.WriteAsync(write.Db, scope.Tenant, list.PortalId, last, cursor.StartedAt, clock.GetUtcNow(), cancellationToken);
        cursor.Advance(batch.Until, batch.Listed, batch.Total);
        if (last) cursor.Complete();
        await CommitAsync(write, list.PortalId, cancellationToken);
        batch.Clear();
    }

    private async Task CommitAsync(ScanWrite write, PortalId portal, CancellationToken cancellationToken)
    {
        await write.CommitAsync(clock.GetUtcNow(), cancellationToken);
        feed.Publish(scope.Tenant, portal);
    }
}
