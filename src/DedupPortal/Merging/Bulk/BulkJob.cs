using DedupPortal.Storage;
using Quartz;

namespace DedupPortal.Merging;

/// <summary>
/// Carries a bulk run on a worker: its dry run, then its merges. It shares the portal's place with every other job and gives it up after
/// each turn, so a merge by hand never waits for the whole run. A killed node's run is recovered by another.
/// </summary>
[RetryPolicy(5, "00:00:05", 3)]
public sealed class BulkJob(TenantScope scope, BulkDryRun dryRun, BulkExecutor executor, TimeProvider clock) : IJob<BulkInput>
{
    public const string Group = "bulk";

    public async ValueTask Execute(IJobExecutionContext context, BulkInput input, CancellationToken cancellationToken = default)
    {
        scope.Enter(new TenantId(input.Tenant), Actor.System);
        var id = new BulkRunId(input.Run);
        var wait = await dryRun.RunAsync(id, cancellationToken) ?? await executor.RunAsync(id, cancellationToken);
        if (wait is { } delay) await ScheduleAsync(context.Scheduler, input, clock.GetUtcNow() + delay, cancellationToken);
    }

    internal static Task ScheduleAsync(IScheduler scheduler, BulkInput input, DateTimeOffset at, CancellationToken cancellationToken) =>
        scheduler.ScheduleAsync<BulkJob, BulkInput>(Group, input.Run, input.Portal, input, at, cancellationToken);
}
