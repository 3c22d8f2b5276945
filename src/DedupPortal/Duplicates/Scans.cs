using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Quartz;

namespace DedupPortal.Duplicates;

/// <summary>Starts and stops scans. The scan's row, its history entry and its job are one transaction.</summary>
public sealed class Scans(
    IDbContextFactory<PortalDbContext> contexts, ISchedulerFactory schedulers, AuditLog audit, ScanProgressFeed feed, TenantScope scope, TimeProvider clock)
{
    /// <summary>A scan that stopped this long ago or less goes on where it was; an older one starts anew, because cards behind its cursor have aged.</summary>
    public static readonly TimeSpan ResumeWithin = TimeSpan.FromHours(24);

    /// <summary>"Scan now" by a person.</summary>
    public Task<Result<SyncRunId>> StartAsync(PortalId portal, CancellationToken cancellationToken) =>
        StartAsync(portal, SyncTrigger.Person, cancellationToken);

    /// <summary>
    /// Starts a scan, or takes up the one that was cancelled or failed within <see cref="ResumeWithin"/>. Fails with
    /// <see cref="ScanRunning"/>, <see cref="PortalNotConnected"/>, <see cref="NotThere"/> or <see cref="NotAllowed"/>.
    /// </summary>
    public async Task<Result<SyncRunId>> StartAsync(PortalId portal, SyncTrigger trigger, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Set<Portal>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == portal, cancellationToken);
        if (row is null) return new NotThere();
        if (row.State is not PortalState.Connected) return new PortalNotConnected(row.Name);
        var now = clock.GetUtcNow();
        var run = await ToContinueAsync(db, portal, now, cancellationToken);

        // An unfinished scan without a job lost it with the database; anybody may start it again.
        if (run is { IsUnfinished: true } && await scheduler.Exists(ScanJob.Key(run.Id), cancellationToken)) return new ScanRunning(run.Id);
        var resumed = run is not null;
        if (run is null) db.Add(run = new SyncRun(scope.Tenant, SyncRunId.New(), portal, trigger, scope.Actor, now));
        else run.Requeue(trigger, scope.Actor, now);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException conflict) when (conflict.IsUniqueViolation())
        {
            return new ChangedMeanwhile();
        }

        var payload = new JsonObject { ["trigger"] = trigger.ToString(), ["resumed"] = resumed, ["portal"] = row.Name };
        await audit.AppendAsync(db, new AuditRecord(AuditAction.ScanStarted, $"scan:{run.Id}", payload, portal.Value), cancellationToken);
        using (scheduler.EnlistTransaction(transaction.GetDbTransaction()))
        {
            await ScanJob.ScheduleAsync(scheduler, new ScanInput(scope.Tenant.Value, portal.Value, run.Id.Value), now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        feed.Publish(scope.Tenant, portal);
        return run.Id;
    }

    /// <summary>
    /// Stops the portal's unfinished scan; what was read is kept. A running one stops after its current request, within seconds,
    /// on whichever node it runs. Fails with <see cref="NoScanRunning"/> or <see cref="NotAllowed"/>.
    /// </summary>
    public async Task<Result<Done>> CancelAsync(PortalId portal, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var id = await db.Set<SyncRun>().AsNoTracking()
            .Where(row => row.PortalId == portal && (row.State == SyncState.Queued || row.State == SyncState.Running || row.State == SyncState.Waiting))
            .Select(row => (SyncRunId?)row.Id).SingleOrDefaultAsync(cancellationToken);
        if (id is null || await SyncRuns.LockAsync(db, id.Value, cancellationToken) is not { IsUnfinished: true } run) return new NoScanRunning();
        var now = clock.GetUtcNow();
        var key = ScanJob.Key(run.Id);
        var working = run.State is SyncState.Running && await scheduler.Exists(key, cancellationToken);
        if (working) run.RequestCancel(now);
        else run.Cancel(now);
        await db.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(db, new AuditRecord(AuditAction.ScanCancelled, $"scan:{run.Id}", new JsonObject { ["rows"] = run.RecordsRead }, portal.Value), cancellationToken);
        using (scheduler.EnlistTransaction(transaction.GetDbTransaction()))
        {
            if (!working) await scheduler.DeleteJob(key, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        if (working) await scheduler.Interrupt(key, cancellationToken);
        feed.Publish(scope.Tenant, portal);
        return Done.Value;
    }

    private static async Task<SyncRun?> ToContinueAsync(PortalDbContext db, PortalId portal, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = await db.Set<SyncRun>().AsNoTracking().Where(run => run.PortalId == portal)
            .OrderByDescending(run => run.State == SyncState.Queued || run.State == SyncState.Running || run.State == SyncState.Waiting)
            .ThenByDescending(run => run.CreatedAt).Select(run => (SyncRunId?)run.Id).FirstOrDefaultAsync(cancellationToken);
        if (id is null) return null;
        var run = await SyncRuns.LockAsync(db, id.Value, cancellationToken);
        return run switch
        {
            null or { State: SyncState.Completed } => null,
            { IsUnfinished: true } => run,
            _ => run.UpdatedAt >= now - ResumeWithin ? run : null,
        };
    }
}
