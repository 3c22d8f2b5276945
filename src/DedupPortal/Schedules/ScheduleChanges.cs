using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Quartz;

namespace DedupPortal.Schedules;

/// <summary>Changes schedules. Row, trigger and history entry are one transaction.</summary>
public sealed class ScheduleChanges(
    IDbContextFactory<PortalDbContext> contexts, ISchedulerFactory schedulers, AuditLog audit, TenantScope scope, TimeProvider clock)
{
    /// <summary>
    /// Gives the portal this schedule, in the portal's time zone. Fails with <see cref="CronUnreadable"/>, <see cref="CronNeverFires"/>,
    /// <see cref="CronTooOften"/>, <see cref="NotThere"/>, <see cref="NotAllowed"/> or <see cref="ChangedMeanwhile"/>; then nothing was changed.
    /// </summary>
    public async Task<Result<Done>> SetAsync(PortalId portal, SchedulePattern pattern, bool enabled, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Set<Portal>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == portal, cancellationToken);
        if (row is null) return new NotThere();
        var now = clock.GetUtcNow();
        if (ScheduleTimes.Next(pattern, row.TimeZone, now, 1).Failure is { } unusable) return unusable;
        var schedule = await db.Set<Schedule>().SingleOrDefaultAsync(schedule => schedule.PortalId == portal, cancellationToken);
        var before = schedule is null ? null : Shape(schedule);
        if (schedule is null) db.Add(schedule = new Schedule(scope.Tenant, portal));
        schedule.Change(pattern, row.TimeZone, enabled, now);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException conflict) when (conflict is DbUpdateConcurrencyException || conflict.IsUniqueViolation())
        {
            return new ChangedMeanwhile();
        }

        var payload = new JsonObject { ["portal"] = row.Name, ["before"] = before, ["after"] = Shape(schedule) };
        await audit.AppendAsync(db, new AuditRecord(AuditAction.ScheduleChanged, $"schedule:{portal}", payload, portal.Value), cancellationToken);
        using (scheduler.EnlistTransaction(transaction.GetDbTransaction()))
        {
            if (enabled) await ScheduledScanJob.ScheduleAsync(scheduler, schedule, clock, cancellationToken);
            else await scheduler.DeleteJob(ScheduledScanJob.Key(portal), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return Done.Value;
    }

    private static JsonObject Shape(Schedule schedule) =>
        new() { ["cron"] = schedule.Cron, ["timeZone"] = schedule.TimeZone, ["enabled"] = schedule.Enabled };
}
