using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Mirror;

/// <summary>Reads and changes the row of a portal's feed, each change in one transaction under the row's lock.</summary>
public sealed class ChangeFeeds(IDbContextFactory<PortalDbContext> contexts, TenantScope scope)
{
    /// <summary>How far the clocks of a portal and of this product may differ.</summary>
    internal static readonly TimeSpan Clocks = TimeSpan.FromMinutes(10);

    /// <summary>The portal's feed; null before its first completed scan was followed.</summary>
    public async Task<ChangeFeed?> FindAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ChangeFeed>().AsNoTracking().SingleOrDefaultAsync(feed => feed.PortalId == portal, cancellationToken);
    }

    /// <summary>The feed, continued behind the newest completed scan; null while there is none.</summary>
    internal async Task<ChangeFeed?> ContinueAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.Set<SyncRun>().AsNoTracking().Where(run => run.PortalId == portal && run.State == SyncState.Completed)
            .OrderByDescending(run => run.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        if (run is null) return null;
        var feed = await db.Set<ChangeFeed>().SingleOrDefaultAsync(feed => feed.PortalId == portal, cancellationToken);
        if (feed?.RunId == run.Id) return feed;
        if (feed is null) db.Add(feed = new ChangeFeed(scope.Tenant, portal));
        var read = await db.Set<SyncCursor>().AsNoTracking().Where(cursor => cursor.RunId == run.Id).ToDictionaryAsync(cursor => cursor.Listing, cursor => cursor.LastId, cancellationToken);
        feed.Continue(run, read.GetValueOrDefault(SyncListing.OutgoingActivities), read.GetValueOrDefault(SyncListing.OpenLineSessions), Clocks);
        await db.SaveChangesAsync(cancellationToken);
        return feed;
    }

    /// <summary>One change; together with <paramref name="write"/>'s rows when there is one.</summary>
    internal async Task ChangeAsync(PortalId portal, Func<PortalDbContext, ChangeFeed, Task> write, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var feed = await db.Set<ChangeFeed>().FromSql($"select * from portal.change_feeds where portal_id = {portal.Value} for update").SingleAsync(cancellationToken);
        await write(db, feed);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Notes that the groups followed the mirror as it was at a moment.</summary>
    public Task MatchedAsync(PortalId portal, DateTimeOffset asOf, DateTimeOffset now, CancellationToken cancellationToken) =>
        ChangeAsync(portal, (_, feed) => { feed.Match(asOf, now); return Task.CompletedTask; }, cancellationToken);
}
