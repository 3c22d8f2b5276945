using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Mirror;

/// <summary>
/// Reads a portal into the mirror, list after list, page after page. Rows and cursor are written in one transaction, so a reader that
/// is killed goes on behind the last one: at most <see cref="PagesPerWrite"/> pages are asked for again.
/// </summary>
public sealed class MirrorSync(IDbContextFactory<PortalDbContext> contexts, ScanProgressFeed feed, TenantScope scope, TimeProvider clock)
{
    /// <summary>Pages written together: 500 cards.</summary>
    private const int PagesPerWrite = 10;

    /// <summary>
    /// Reads what the scan has not read yet. Null when all is in the mirror; otherwise why it stopped, with everything up to there
    /// kept. The scan must be running and in its reading phase.
    /// </summary>
    public async Task<BitrixError?> ReadAsync(BitrixClient client, SyncRunId run, PortalId portal, CancellationToken cancellationToken)
    {
        var cursors = await CursorsAsync(run, portal, cancellationToken);
        if (!cursors[SyncListing.Terms].Completed && await ReadTermsAsync(client, run, portal, cancellationToken) is { } unread) return unread;
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
        var (run, portal, listing) = (cursor.RunId, cursor.PortalId, cursor.Listing);
        var pages = new List<CrmPage>();
        var after = cursor.LastId;
        var before = cursor.Rows;
        await foreach (var page in client.ReadAllAsync(PortalListings.Pages(listing), after, cancellationToken))
        {
            if (page.Succeeded) pages.Add(page.Value);
            if (page.Succeeded && pages.Count < PagesPerWrite) continue;
            after = await WritePagesAsync(run, portal, listing, after, before, pages, last: false, cancellationToken);
            if (page.Error is { } error) return error;
        }

        await WritePagesAsync(run, portal, listing, after, before, pages, last: true, cancellationToken);
        return null;
    }

    /// <summary>Writes the pages, removes what the portal no longer lists between them, moves the cursor, and empties the list.</summary>
    private async Task<long> WritePagesAsync(
        SyncRunId run, PortalId portal, SyncListing listing, long after, int before, List<CrmPage> pages, bool last, CancellationToken cancellationToken)
    {
        if (pages.Count == 0 && !last) return after;
        var until = pages.Count > 0 ? pages[^1].LastId : after;
        var rows = pages.Sum(page => page.Rows.Count);
        await WriteAsync(run, portal, async (db, cursors) =>
        {
            var cursor = cursors[listing];
            var range = new IdRange(after, last ? long.MaxValue : until, cursor.StartedAt);
            if (PortalListings.TypeOf(listing) is { } type) await WriteCardsAsync(db, portal, type, range, pages, cancellationToken);
            else await WriteActivitiesAsync(db, portal, listing, range, pages, cancellationToken);
            cursor.Advance(until, rows, pages.FirstOrDefault()?.Total is { } total ? before + total : null);
            if (last) cursor.Complete();
        }, cancellationToken);
        pages.Clear();
        return until;
    }

    private async Task WriteCardsAsync(PortalDbContext db, PortalId portal, EntityType type, IdRange range, List<CrmPage> pages, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var records = pages.SelectMany(page => page.Records()).Select(card => MirrorReading.Record(scope.Tenant, portal, card, now)).ToList();
        await MirrorWriting.UpsertAsync(db, records, cancellationToken);
        var ids = records.Select(record => record.EntityId).ToList();

        // A card that was read alone after this list was begun may be newer than the list.
        var vanished = await db.Set<MirrorRecord>()
            .Where(row => row.PortalId == portal && row.Type == type && row.EntityId > range.After && row.EntityId <= range.Until && row.ReadAt < range.ListedAt && !ids.Contains(row.EntityId))
            .Select(row => row.EntityId).ToListAsync(cancellationToken);
        await MirrorWriting.DeleteAsync(db, portal, [.. vanished.Select(id => new EntityRef(type, id))], cancellationToken);
    }

    private async Task WriteActivitiesAsync(PortalDbContext db, PortalId portal, SyncListing listing, IdRange range, List<CrmPage> pages, CancellationToken cancellationToken)
    {
        var kind = listing is SyncListing.OutgoingActivities ? MirrorActivityKind.OutgoingToPhone : MirrorActivityKind.OpenLineSession;
        var activities = pages.SelectMany(page => page.Rows)
            .SelectMany(row => kind is MirrorActivityKind.OutgoingToPhone ? MirrorReading.Outgoing(scope.Tenant, portal, row) : MirrorReading.Session(scope.Tenant, portal, row))
            .DistinctBy(activity => (activity.ActivityId, activity.Type, activity.EntityId)).ToList();
        var ids = activities.Select(activity => activity.ActivityId).ToList();
        await db.Set<MirrorActivity>()
            .Where(row => row.PortalId == portal && row.Kind == kind && row.ActivityId > range.After && row.ActivityId <= range.Until && !ids.Contains(row.ActivityId))
            .ExecuteDeleteAsync(cancellationToken);
        await MirrorWriting.UpsertAsync(db, activities, cancellationToken);
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

    /// <summary>Ids above <paramref name="After"/> up to <paramref name="Until"/> that the portal was asked for, and when the list was begun.</summary>
    private sealed record IdRange(long After, long Until, DateTimeOffset ListedAt);
}
