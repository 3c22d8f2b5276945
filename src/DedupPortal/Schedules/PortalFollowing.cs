using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;

namespace DedupPortal.Schedules;

/// <summary>Tells people that a portal's credential comes to its end. The pages' room has the words.</summary>
public interface ICredentialWarning
{
    Task SendAsync(CredentialEnding ending, CancellationToken cancellationToken);
}

/// <summary>Keeps mirror and groups of a portal up to date between its scans, and looks after it once a night.</summary>
public sealed partial class PortalFollowing(
    IDbContextFactory<PortalDbContext> contexts, ChangeFeeds feeds, MirrorChanges changes, MirrorReconciliation reconciliation, PortalMerges merges, Rematch rematch,
    PortalUpkeep upkeep, ICredentialWarning warning, ISchedulerFactory schedulers, TenantScope scope, IOptions<FollowOptions> options, TimeProvider clock, ILogger<PortalFollowing> log)
{
    /// <summary>
    /// Looks what changed, at night compares the ids and looks after the credential, recognises merges done in the portal, and matches
    /// again. What the portal refuses is in its feed; the next look tries again.
    /// </summary>
    public async Task FollowAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
            if (!await db.Set<Portal>().AnyAsync(row => row.Id == portal && row.State == PortalState.Connected, cancellationToken)) return;
        var looked = await changes.LookAsync(portal, cancellationToken);
        if (looked.Failure is { } failure) LogRefused(log, portal.Value, failure.Code);
        else if (await IsNightAsync(portal, cancellationToken)) await NightAsync(portal, cancellationToken);
        await merges.SettleAsync(portal, cancellationToken);
        await rematch.RunAsync(portal, cancellationToken);
    }

    /// <summary>Something told that the portal changed: a look is planned at once.</summary>
    public async Task WakeAsync(PortalId portal, CancellationToken cancellationToken) =>
        await FollowJob.PlanAsync(await schedulers.GetScheduler(cancellationToken), new FollowInput(scope.Tenant.Value, portal.Value), again: true, cancellationToken);

    /// <summary>Plans a look for each portal of the agency that is due.</summary>
    public async Task PlanAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var portals = await (
            from portal in db.Set<Portal>()
            where portal.State == PortalState.Connected
                && db.Set<SyncRun>().Any(run => run.PortalId == portal.Id && run.State == SyncState.Completed)
                && !db.Set<SyncRun>().Any(run => run.PortalId == portal.Id && (run.State == SyncState.Queued || run.State == SyncState.Running || run.State == SyncState.Waiting))
            join feed in db.Set<ChangeFeed>() on portal.Id equals feed.PortalId into known
            from feed in known.DefaultIfEmpty()
            select new { portal.Id, Source = feed == null ? ChangeSource.Sweeps : feed.Source, LookedAt = feed == null ? null : feed.LookedAt }).AsNoTracking().ToListAsync(cancellationToken);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var portal in portals.Where(portal => portal.LookedAt is null || portal.LookedAt + options.Value.Of(portal.Source) <= now))
            await FollowJob.PlanAsync(scheduler, new FollowInput(scope.Tenant.Value, portal.Id.Value), again: false, cancellationToken);
    }

    private async Task NightAsync(PortalId portal, CancellationToken cancellationToken)
    {
        var compared = await reconciliation.RunAsync(portal, cancellationToken);
        if (compared.Failure is { } failure) LogRefused(log, portal.Value, failure.Code);
        if ((await changes.RebindAsync(portal, cancellationToken)).Failure is { } unbound) LogRefused(log, portal.Value, unbound.Code);
        if ((await upkeep.RenewAsync(portal, cancellationToken)).Failure is { } stale) LogRefused(log, portal.Value, stale.Code);
        if ((await upkeep.CheckAsync(portal, cancellationToken)).Failure is { } outdated) LogRefused(log, portal.Value, outdated.Code);
        if (await upkeep.WarnAsync(portal, cancellationToken) is { } ending) await warning.SendAsync(ending, cancellationToken);
    }

    /// <summary>True from the night's hour on when the ids were not compared since it struck.</summary>
    private async Task<bool> IsNightAsync(PortalId portal, CancellationToken cancellationToken)
    {
        if (await feeds.FindAsync(portal, cancellationToken) is not { } feed) return false;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var zone = await db.Set<Portal>().Where(row => row.Id == portal).Select(row => row.TimeZone).SingleAsync(cancellationToken);
        return LastNight(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(zone), options.Value.NightHour) is var night
            && (feed.ReconciledAt is { } compared ? compared < night : feed.LookedAt is not null && await ScannedBeforeAsync(db, feed, night, cancellationToken));
    }

    /// <summary>A portal that was scanned after the night struck has been compared by that scan.</summary>
    private static Task<bool> ScannedBeforeAsync(PortalDbContext db, ChangeFeed feed, DateTimeOffset night, CancellationToken cancellationToken) =>
        db.Set<SyncRun>().AnyAsync(run => run.Id == feed.RunId && run.CreatedAt < night, cancellationToken);

    /// <summary>When the hour last struck in the zone.</summary>
    internal static DateTimeOffset LastNight(DateTimeOffset now, TimeZoneInfo zone, int hour)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var night = local.Date.AddHours(hour);
        if (night > local.DateTime) night = night.AddDays(-1);
        return new DateTimeOffset(night, zone.GetUtcOffset(night));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portal {Portal} could not be followed: {Code}")]
    private static partial void LogRefused(ILogger log, Guid portal, string code);
}
