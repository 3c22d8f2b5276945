using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Mirror;

/// <summary>
/// Reads a portal into the mirror, list after list, page after page. Rows and cursor are written in one transaction, so a reader that
/// is killed goes on behind the last one: nothing that was written is asked for again, only the requests that were under way.
/// </summary>
public sealed class MirrorSync(IDbContextFactory<PortalDbContext> contexts, ScanProgressFeed feed, TenantScope scope, TimeProvider clock)
{
    /// <summary>Most pages written together, so that memory stays small whatever the portal's size: 5,000 rows.</summary>
    internal const int MostPagesPerWrite = 100;

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
        await WriteAsync(run, portal, async (db, cursors) =>
        {
            await MirrorWriting.ReplaceAsync(db, portal, terms.Value, cancellationToken);
            foreach (var listing in PortalListings.Paged)
                if (counted.Value.TryGetAnswer(listing.ToString(), out var answer) && answer.Total is { } total)
                    cursors[listing].Advance(cursors[listing].LastId, 0, total);
            cursors[SyncListing.Terms].Complete();
        }, cancellationToken);
        return null;
    }

    private async Task<BitrixError?> ReadListAsync(BitrixClient client, SyncCursor cursor, CancellationToken cancellationToken)
    {
        using var batch = new ListBatch(cursor.Listing, cursor.LastId, cursor.Rows);
        var left = cursor.Total is { } total ? Math.Max(0, total - cursor.Rows) : (int?)null;
        await foreach (var page in client.ReadRowsAsync(PortalListings.Pages(cursor.Listing), cursor.LastId, cancellationToken, left))
        {
            if (page.Succeeded) batch.Add(page.Value);

            // Written while the next request is under way, and before the one behind it is asked for.
            var write = page is { Succeeded: false } or { Value.EndsAnswer: true } || batch.Pages >= MostPagesPerWrite;
            if (write && batch.Pages > 0) await WriteAsync(cursor, batch, last: false, cancellationToken);
            if (page.Error is { } error) return error;
        }

        await WriteAsync(cursor, batch, last: true, cancellationToken);
        return null;
    }

    /// <summary>Writes what the batch holds, removes what the portal no longer lists between, moves the cursor, and empties the batch.</summary>
    private async Task WriteAsync(SyncCursor list, ListBatch batch, bool last, CancellationToken cancellationToken)
    {
        await WriteAsync(list.RunId, list.PortalId, async (db, cursors) =>
        {
            var cursor = cursors[list.Listing];
            await batch.WriteAsync(db, scope.Tenant, list.PortalId, batch.Range(last, cursor.StartedAt), clock.GetUtcNow(), cancellationToken);
            cursor.Advance(batch.Until, batch.Listed, batch.Total);
            if (last) cursor.Complete();
        }, cancellationToken);
        batch.Clear();
    }

    private async Task WriteAsync(SyncRunId run, PortalId portal, Func<PortalDbContext, Dictionary<SyncListing, SyncCursor>, Task> write, CancellationToken cancellationToken)
    {
        await SyncRuns.ChangeAsync(contexts, run, async (db, row) =>
        {
            var cursors = await db.Set<SyncCursor>().Where(cursor => cursor.RunId == run).ToDictionaryAsync(cursor => cursor.Listing, cancellationToken);
            await write(db, cursors);
            var paged = PortalListings.Paged.Select(listing => cursors[listing]).ToList();
            row.Advance(paged.Sum(cursor => cursor.Rows), paged.TrueForAll(cursor => cursor.Total is not null) ? paged.Sum(cursor => cursor.Total!.Value) : null, clock.GetUtcNow());
        }, cancellationToken);
        feed.Publish(scope.Tenant, portal);
    }
}
