using DedupPortal.Duplicates;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DedupPortal.Schedules;

/// <summary>Whose portal a scheduled scan is for.</summary>
public sealed record ScheduledScanInput(Guid Tenant, Guid Portal);

/// <summary>
/// Fires by a portal's schedule and starts a scan. It does nothing while one runs or the portal is not connected. A firing that no
/// node was there for is made up once.
/// </summary>
public sealed partial class ScheduledScanJob(
    TenantScope scope, IDbContextFactory<PortalDbContext> contexts, Scans scans, TimeProvider clock, ILogger<ScheduledScanJob> log) : IJob<ScheduledScanInput>
{
    public const string Group = "schedule";

    public async ValueTask Execute(IJobExecutionContext context, ScheduledScanInput input, CancellationToken cancellationToken = default)
    {
        scope.Enter(new TenantId(input.Tenant), Actor.System);
        var id = new PortalId(input.Portal);
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var schedule = await db.Set<Schedule>().SingleOrDefaultAsync(schedule => schedule.PortalId == id, cancellationToken);
            var zone = await db.Set<Portal>().Where(portal => portal.Id == id).Select(portal => portal.TimeZone).SingleOrDefaultAsync(cancellationToken);
            if (schedule is not { Enabled: true } || zone is null)
            {
                await context.Scheduler.DeleteJob(Key(id), cancellationToken);
                return;
            }

            var now = clock.GetUtcNow();
            schedule.Fire(now);
            if (schedule.TimeZone != zone)
            {
                // The portal moved to another zone since; from the next run on it counts.
                schedule.Change(schedule.Pattern, zone, enabled: true, now);
                await ScheduleAsync(context.Scheduler, schedule, clock, cancellationToken);
            }

            await db.SaveChangesAsync(cancellationToken);
        }

        var started = await scans.StartAsync(id, SyncTrigger.Schedule, cancellationToken);
        if (started.Failure is { } failure) LogNotStarted(log, input.Portal, failure.Code);
    }

    internal static JobKey Key(PortalId portal) => new(portal.ToString(), Group);

    internal static async Task ScheduleAsync(IScheduler scheduler, Schedule schedule, TimeProvider clock, CancellationToken cancellationToken)
    {
        var key = Key(schedule.PortalId);
        var input = new ScheduledScanInput(schedule.TenantId.Value, schedule.PortalId.Value);
        var job = JobBuilder.Create<ScheduledScanJob>().WithIdentity(key).RequestRecovery().UsingInput(input).Build();
        var trigger = TriggerBuilder.Create<ScheduledScanJob>(clock).WithIdentity(key.Name, Group).ForJob(key)
            .WithCronSchedule(schedule.Cron, cron => cron
                .InTimeZone(TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone))
                .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
            .Build();
        await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scheduled scan of portal {Portal} was not started: {Code}")]
    private static partial void LogNotStarted(ILogger log, Guid portal, string code);
}
