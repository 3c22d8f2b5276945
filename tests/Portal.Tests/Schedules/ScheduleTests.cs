using DedupPortal.Audit;
using DedupPortal.Mirror;
using DedupPortal.Portal.Tests.Duplicates;
using DedupPortal.Portals;
using DedupPortal.Schedules;
using DedupPortal.Storage;
using Quartz;

namespace DedupPortal.Portal.Tests.Schedules;

public sealed class ScheduleTests(DemoPortalFixture demo) : IClassFixture<DemoPortalFixture>
{
    [Fact]
    public async Task SetAsync_Daily_PlansTheTriggerInThePortalsZone()
    {
        await demo.Agency.WithAsync<PortalConnection, Result<Done>>(connection => connection.ChangeAsync(demo.Node.Portal, "Client", "Asia/Vladivostok", CancellationToken.None));

        Assert.True((await SetAsync(new SchedulePattern.Daily(new TimeOnly(4, 0)), enabled: true)).Succeeded);
        var view = await FindAsync();
        var trigger = await TriggerAsync();

        // Vladivostok is 10 hours ahead of UTC all year: 4:00 there is 18:00 UTC.
        Assert.Equal(18, trigger!.NextFireTimeUtc!.Value.UtcDateTime.Hour);
        Assert.Equal(trigger.NextFireTimeUtc!.Value, view.NextRuns[0].ToUniversalTime());
        Assert.Equal((5, 4, "Asia/Vladivostok"), (view.NextRuns.Count, view.NextRuns[0].Hour, view.TimeZone));
        Assert.Equal(new SchedulePattern.Daily(new TimeOnly(4, 0)), view.Pattern);
    }

    [Fact]
    public async Task SetAsync_Disabled_TakesTheTriggerAwayAndIsAudited()
    {
        await SetAsync(new SchedulePattern.EveryHours(6), enabled: true);
        await SetAsync(new SchedulePattern.EveryHours(6), enabled: false);

        var history = await demo.Agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter(Actions: [AuditAction.ScheduleChanged]), 0, 1, CancellationToken.None));

        Assert.Null(await TriggerAsync());
        Assert.False((await FindAsync()).Enabled);
        Assert.Contains("\"enabled\":false", history.Entries[0].Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetAsync_Unreadable_ChangesNothing()
    {
        await SetAsync(new SchedulePattern.Weekly(DayOfWeek.Monday, new TimeOnly(5, 0)), enabled: true);

        var refused = await SetAsync(new SchedulePattern.Custom("nonsense"), enabled: true);

        Assert.IsType<CronUnreadable>(refused.Failure);
        Assert.Equal(new SchedulePattern.Weekly(DayOfWeek.Monday, new TimeOnly(5, 0)), (await FindAsync()).Pattern);
    }

    [Fact]
    public async Task SetAsync_Operator_IsNotAllowed()
    {
        var refused = await demo.Agency.WithAsync<ScheduleChanges, Result<Done>>(changes =>
            changes.SetAsync(demo.Node.Portal, new SchedulePattern.EveryHours(1), enabled: true, CancellationToken.None), MemberRole.Operator);

        Assert.Equal(new NotAllowed(Permission.Administer), refused.Failure);
    }

    [Fact]
    public async Task Fire_ByTheTrigger_ScansThePortal()
    {
        await SetAsync(new SchedulePattern.EveryHours(12), enabled: true);
        var before = await demo.Node.UntilAsync(scan => !scan.IsUnfinished);

        await (await demo.Node.SchedulerAsync()).TriggerJob(new JobKey(demo.Node.Portal.ToString(), ScheduledScanJob.Group));
        var scan = await demo.Node.UntilAsync(scan => scan.Id != before.Id && !scan.IsUnfinished);

        Assert.Equal((SyncTrigger.Schedule, SyncState.Completed), (scan.Trigger, scan.State));
        Assert.NotNull((await FindAsync()).LastFiredAt);
    }

    private Task<Result<Done>> SetAsync(SchedulePattern pattern, bool enabled) =>
        demo.Agency.WithAsync<ScheduleChanges, Result<Done>>(changes => changes.SetAsync(demo.Node.Portal, pattern, enabled, CancellationToken.None));

    private async Task<ScheduleView> FindAsync() =>
        (await demo.Agency.WithAsync<ScheduleQueries, ScheduleView?>(queries => queries.FindAsync(demo.Node.Portal, CancellationToken.None)))!;

    private async Task<ITrigger?> TriggerAsync() =>
        await (await demo.Node.SchedulerAsync()).GetTrigger(new TriggerKey(demo.Node.Portal.ToString(), ScheduledScanJob.Group));
}
