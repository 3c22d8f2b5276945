using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Mirror;

/// <summary>Reads the agency's scans.</summary>
public sealed class ScanQueries(IDbContextFactory<PortalDbContext> contexts, ScanProgressFeed feed, TenantScope scope, TimeProvider clock)
{
    /// <summary>How often <see cref="WatchAsync"/> looks without being told: for scans of other nodes.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    /// <summary>The portal's unfinished scan, or else its newest; null when it was never scanned.</summary>
    public async Task<ScanProgress?> CurrentAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = await db.Set<SyncRun>().AsNoTracking().Where(run => run.PortalId == portal)
            .OrderByDescending(run => run.State == SyncState.Queued || run.State == SyncState.Running || run.State == SyncState.Waiting)
            .ThenByDescending(run => run.UpdatedAt).Take(1).ToListAsync(cancellationToken);
        return await ShapeAsync(db, runs, cancellationToken) is [var scan, ..] ? scan : null;
    }

    /// <summary>The current scan of each portal of the agency that was ever scanned.</summary>
    public async Task<IReadOnlyDictionary<PortalId, ScanProgress>> CurrentOfAllAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = await db.Set<SyncRun>().AsNoTracking().GroupBy(run => run.PortalId)
            .Select(runs => runs
                .OrderByDescending(run => run.State == SyncState.Queued || run.State == SyncState.Running || run.State == SyncState.Waiting)
                .ThenByDescending(run => run.UpdatedAt).First().Id)
            .ToListAsync(cancellationToken);
        var current = await db.Set<SyncRun>().AsNoTracking().Where(run => ids.Contains(run.Id)).ToListAsync(cancellationToken);
        return (await ShapeAsync(db, current, cancellationToken)).ToDictionary(scan => scan.PortalId);
    }

    public async Task<ScanProgress?> FindAsync(SyncRunId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = await db.Set<SyncRun>().AsNoTracking().Where(run => run.Id == id).ToListAsync(cancellationToken);
        return await ShapeAsync(db, runs, cancellationToken) is [var scan, ..] ? scan : null;
    }

    /// <summary>Scans of a portal, or of all when null, newest first.</summary>
    public async Task<ScanHistory> HistoryAsync(PortalId? portal, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var query = db.Set<SyncRun>().AsNoTracking();
        if (portal is { } one) query = query.Where(run => run.PortalId == one);
        var total = await query.CountAsync(cancellationToken);
        var runs = await query.OrderByDescending(run => run.CreatedAt).ThenByDescending(run => run.Id).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return new ScanHistory(await ShapeAsync(db, runs, cancellationToken), total);
    }

    /// <summary>
    /// The portal's current scan now and after each change, until cancelled (which ends the sequence without an exception). Told at
    /// once by a scan of this node, within <see cref="Poll"/> by one of another; yields only what differs from the element before.
    /// </summary>
    public async IAsyncEnumerable<ScanProgress?> WatchAsync(PortalId portal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = feed.Subscribe(scope.Tenant, portal, () => signals.Writer.TryWrite(true));
        (SyncRunId?, DateTimeOffset?, SyncState?)? seen = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            ScanProgress? scan;
            try
            {
                scan = await CurrentAsync(portal, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }

            var mark = (scan?.Id, scan?.UpdatedAt, scan?.State);
            if (seen != mark)
            {
                seen = mark;
                yield return scan;
            }

            await Task.WhenAny(signals.Reader.WaitToReadAsync(CancellationToken.None).AsTask(), Task.Delay(Poll, clock, cancellationToken));
            signals.Reader.TryRead(out _);
        }
    }

    private async Task<IReadOnlyList<ScanProgress>> ShapeAsync(PortalDbContext db, List<SyncRun> runs, CancellationToken cancellationToken)
    {
        if (runs.Count == 0) return [];
        var ids = runs.Select(run => run.Id).ToList();
        var portals = runs.Select(run => run.PortalId).Distinct().ToList();
        var cursors = (await db.Set<SyncCursor>().AsNoTracking().Where(cursor => ids.Contains(cursor.RunId)).OrderBy(cursor => cursor.Listing).ToListAsync(cancellationToken))
            .ToLookup(cursor => cursor.RunId);
        var names = await db.Set<Portal>().AsNoTracking().Where(portal => portals.Contains(portal.Id)).ToDictionaryAsync(portal => portal.Id, portal => portal.Name, cancellationToken);
        var now = clock.GetUtcNow();
        return [.. runs.Select(run => Shape(run, names[run.PortalId], cursors[run.Id], now))];
    }

    private static ScanProgress Shape(SyncRun run, string portalName, IEnumerable<SyncCursor> cursors, DateTimeOffset now)
    {
        var seconds = ((run.FinishedAt ?? now) - run.PhaseStartedAt).TotalSeconds;

        // What a scan read before it was taken up again was not read in this time.
        var goesOn = run.Phase is SyncPhase.Reading && run.PhaseStartedAt > run.StartedAt;
        return new ScanProgress
        {
            Id = run.Id,
            PortalId = run.PortalId,
            PortalName = portalName,
            State = run.State,
            Phase = run.Phase,
            Trigger = run.Trigger,
            StartedBy = run.StartedByName,
            CreatedAt = run.CreatedAt,
            StartedAt = run.StartedAt,
            FinishedAt = run.FinishedAt,
            UpdatedAt = run.UpdatedAt,
            RetryAt = run.RetryAt,
            CancelRequested = run.CancelRequested,
            Done = run.Done,
            Total = run.Total,
            RatePerSecond = run is { State: SyncState.Running, Done: > 0 } && !goesOn && seconds > 0.5 ? run.Done / seconds : null,
            Listings = [.. cursors.Select(cursor => new ListingProgress(cursor.Listing, cursor.Rows, cursor.Total, cursor.Completed))],
            RecordsRead = run.RecordsRead,
            GroupsFound = run.GroupsFound,
            GroupsNew = run.GroupsNew,
            ErrorCode = run.ErrorCode,
            ErrorParameters = run.ErrorParameters,
        };
    }
}
