using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>
/// Brings what changed in a portal since the last look into the mirror: by the portal's own queue of events where there is one, otherwise by
/// asking its lists. Safe to run again after a crash: writing a change twice changes nothing, and a mark only moves behind what was written.
/// </summary>
public sealed class MirrorChanges(ChangeFeeds feeds, MirrorRefresh refresh, PortalClients clients, TenantScope scope, TimeProvider clock)
{
    /// <summary>Readings of the queue in one look, 50 entries each; what is left waits for the next look.</summary>
    private const int MostReadings = 40;

    /// <summary>Looked back again each time: a change that was being saved while the lists were read may show an earlier moment.</summary>
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(1);

    private static readonly SyncListing[] s_cards = [SyncListing.Companies, SyncListing.Contacts, SyncListing.Leads, SyncListing.Deals];

    private static readonly SyncListing[] s_activities = [SyncListing.OutgoingActivities, SyncListing.OpenLineSessions];

    /// <summary>
    /// True when the mirror changed. Fails when the portal cannot be asked, which the feed notes, too; what was read before is kept. False
    /// before the portal's first completed scan. One request when nothing happened and the portal has a queue, six when it has none.
    /// </summary>
    public async Task<Result<bool>> LookAsync(PortalId portal, CancellationToken cancellationToken)
    {
        if (await feeds.ContinueAsync(portal, cancellationToken) is not { } feed) return false;
        var opened = await clients.OpenAsync(portal, cancellationToken, CallLane.Scan);
        if (opened.Failure is { } failure) return failure;
        var client = opened.Value;
        if (feed.LookedAt is null) await BindAsync(client, feed, cancellationToken);

        // What happened before the queue was there is found by the lists, once.
        var sweeps = feed.Source is ChangeSource.Sweeps || feed.LookedAt is null;
        var looked = sweeps ? await ReadAsync(client, feed, [.. s_cards, .. s_activities], cancellationToken) : false;
        if (looked.Succeeded && feed.Source is ChangeSource.OfflineEvents)
        {
            var taken = await TakeAsync(client, feed, cancellationToken);
            looked = taken.Failure is { } stopped ? stopped : looked.Value | taken.Value;
        }

        await feeds.ChangeAsync(portal, (_, row) =>
        {
            row.Use(feed.Source);
            if (looked.Failure is { } why) row.Fail(why, clock.GetUtcNow());
            else if (sweeps) row.Sweep(feed.SweptUntil, feed.OutgoingUntil, feed.SessionsUntil);
            if (looked.Succeeded) row.Look(looked.Value, clock.GetUtcNow());
            return Task.CompletedTask;
        }, cancellationToken);
        return looked;
    }

    /// <summary>
    /// Asks the portal again to note changes in its queue, since an update of the application drops that, and takes up readings that fell
    /// over. A portal that has no queue is asked by its lists.
    /// </summary>
    public async Task<Result<bool>> RebindAsync(PortalId portal, CancellationToken cancellationToken)
    {
        if (await feeds.FindAsync(portal, cancellationToken) is not { } feed) return false;
        var opened = await clients.OpenAsync(portal, cancellationToken, CallLane.Scan);
        if (opened.Failure is { } failure) return failure;
        await BindAsync(opened.Value, feed, cancellationToken);
        await feeds.ChangeAsync(portal, (_, row) => { row.Use(feed.Source); return Task.CompletedTask; }, cancellationToken);
        if (feed.Source is ChangeSource.Sweeps || await clients.QueueAsync(portal, opened.Value, cancellationToken) is not { } queue) return false;
        var reserved = await queue.ReservedAsync(cancellationToken);
        if (reserved.Error is { } error) return PortalFailures.From(error);
        foreach (var process in reserved.Value)
            await feeds.ChangeAsync(portal, (_, row) => { row.BeginReading(process); return Task.CompletedTask; }, cancellationToken);
        return reserved.Value.Count > 0;
    }

    private async Task BindAsync(BitrixClient client, ChangeFeed feed, CancellationToken cancellationToken)
    {
        // A webhook, a plan or a person without the right has no queue: the lists are asked instead.
        var queue = await clients.QueueAsync(feed.PortalId, client, cancellationToken);
        var bound = queue is not null && (await queue.BindAsync(PortalChange.CardEvents, cancellationToken)).Succeeded;
        feed.Use(bound ? ChangeSource.OfflineEvents : ChangeSource.Sweeps);
    }

    /// <summary>Reads the queue until it is empty, each reading taken off it when it is in the mirror.</summary>
    private async Task<Result<bool>> TakeAsync(BitrixClient client, ChangeFeed feed, CancellationToken cancellationToken)
    {
        if (await clients.QueueAsync(feed.PortalId, client, cancellationToken) is not { } queue) return false;
        var changed = false;
        for (var reading = 0; reading < MostReadings; reading++)
        {
            var again = feed.Reading;
            var read = again is null ? await queue.ReadAsync(cancellationToken) : await queue.ReadAgainAsync(again, cancellationToken);
            if (read.Error is { } error) return PortalFailures.From(error);
            if (again is null && (read.Value.ProcessId is null || read.Value.Events.Count == 0)) break;
            if (again is null) await NoteAsync(feed, read.Value.ProcessId, cancellationToken);
            var applied = await ApplyAsync(client, feed, read.Value, cancellationToken);
            if (applied.Failure is { } failure) return failure;
            changed |= applied.Value;
            var cleared = await queue.ClearAsync(read.Value, cancellationToken);
            if (cleared.Error is { } lost) return PortalFailures.From(lost);
            await NoteAsync(feed, null, cancellationToken);
        }

        return changed;
    }

    private async Task<Result<bool>> ApplyAsync(BitrixClient client, ChangeFeed feed, OfflineReading reading, CancellationToken cancellationToken)
    {
        var cards = reading.Events.Select(entry => entry.Change.Card).OfType<EntityRef>().Distinct().ToList();
        var read = await refresh.ReadAsync(feed.PortalId, cards, CallLane.Scan, cancellationToken);
        if (read.Failure is { } failure) return failure;
        if (read.Value > 0) await feeds.ChangeAsync(feed.PortalId, (_, row) => { row.Change(clock.GetUtcNow()); return Task.CompletedTask; }, cancellationToken);
        if (reading.Events.All(entry => entry.Change.Card is not null)) return read.Value > 0;

        // Activities, or an event that does not say what it is about: the lists know.
        var unnamed = reading.Events.Any(entry => entry.Change is { Card: null, OtherId: null });
        var listed = await ReadAsync(client, feed, unnamed ? [.. s_cards, .. s_activities] : s_activities, cancellationToken);
        return listed.Failure is { } stopped ? stopped : read.Value > 0 || listed.Value;
    }

    private Task NoteAsync(ChangeFeed feed, string? process, CancellationToken cancellationToken)
    {
        Note(feed);
        return feeds.ChangeAsync(feed.PortalId, (_, row) => { Note(row); row.Sweep(feed.SweptUntil, feed.OutgoingUntil, feed.SessionsUntil); return Task.CompletedTask; }, cancellationToken);

        void Note(ChangeFeed row)
        {
            if (process is null) row.EndReading();
            else row.BeginReading(process);
        }
    }

    /// <summary>Reads what the lists show as changed; the feed in hand is moved on, the stored one by the caller when all lists were read.</summary>
    private async Task<Result<bool>> ReadAsync(BitrixClient client, ChangeFeed feed, IReadOnlyList<SyncListing> listings, CancellationToken cancellationToken)
    {
        var changed = false;
        var since = feed.SweptUntil - s_overlap;
        foreach (var listing in listings)
        {
            var read = await ReadAsync(client, feed, listing, since, cancellationToken);
            if (read.Error is { } error) return PortalFailures.From(error);
            changed |= read.Changed;
        }

        return changed;
    }

    private async Task<(BitrixError? Error, bool Changed)> ReadAsync(BitrixClient client, ChangeFeed feed, SyncListing listing, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var isCards = PortalListings.TypeOf(listing) is not null;
        var after = isCards ? 0 : listing is SyncListing.OutgoingActivities ? feed.OutgoingUntil : feed.SessionsUntil;
        var pages = isCards ? PortalListings.ChangedSince(listing, since) : PortalListings.Pages(listing);
        using var batch = new ListBatch(listing, after, 0);
        var changed = false;
        await foreach (var page in client.ReadRowsAsync(pages, after, cancellationToken))
        {
            if (page.Error is { } error) return (error, changed);
            batch.Add(page.Value);
            if (batch.Pages < ListBatch.MostPages) continue;
            changed |= await WriteAsync(feed.PortalId, batch, cancellationToken);
        }

        changed |= await WriteAsync(feed.PortalId, batch, cancellationToken);
        if (isCards) feed.Sweep(batch.Latest, 0, 0);
        else feed.Sweep(null, listing is SyncListing.OutgoingActivities ? batch.Until : 0, listing is SyncListing.OpenLineSessions ? batch.Until : 0);
        return (null, changed);
    }

    private async Task<bool> WriteAsync(PortalId portal, ListBatch batch, CancellationToken cancellationToken)
    {
        var written = 0;
        if (batch.Pages > 0)
            await feeds.ChangeAsync(portal, async (db, feed) =>
            {
                var now = clock.GetUtcNow();
                written = await batch.WriteAsync(db, scope.Tenant, portal, now, cancellationToken);
                if (written > 0) feed.Change(now);
            }, cancellationToken);
        batch.Clear();
        return written > 0;
    }
}
