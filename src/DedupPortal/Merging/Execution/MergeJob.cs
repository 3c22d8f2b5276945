using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore.Storage;
using Quartz;

namespace DedupPortal.Merging;

/// <summary>
/// Executes a merge or an undo on a worker. One at a time per portal in the whole cluster; a killed node's run is recovered by another
/// and goes on where the journal says. Ends when the run is over, or plans itself anew when the portal has to be given time.
/// </summary>
[RetryPolicy(5, "00:00:05", 3)]
public sealed class MergeJob(TenantScope scope, MergeExecutor executor, TimeProvider clock) : IJob<MergeInput>
{
    public const string Group = "merge";

    public async ValueTask Execute(IJobExecutionContext context, MergeInput input, CancellationToken cancellationToken = default)
    {
        scope.Enter(new TenantId(input.Tenant), Actor.System);
        var wait = await executor.RunAsync(new MergeId(input.Run), cancellationToken);
        if (wait is { } delay) await ScheduleAsync(context.Scheduler, input, clock.GetUtcNow() + delay, cancellationToken);
    }

    internal static Task ScheduleAsync(IScheduler scheduler, MergeInput input, DateTimeOffset at, CancellationToken cancellationToken) =>
        scheduler.ScheduleAsync<MergeJob, MergeInput>(Group, input.Run, input.Portal, input, at, cancellationToken);
}

/// <summary>Puts runs into the job store.</summary>
internal sealed class QuartzMergeQueue(ISchedulerFactory schedulers) : IMergeQueue
{
    public Task CommitAsync(IDbContextTransaction transaction, MergeInput input, DateTimeOffset at, CancellationToken cancellationToken) =>
        CommitAsync(transaction, scheduler => MergeJob.ScheduleAsync(scheduler, input, at, cancellationToken), cancellationToken);

    public Task CommitAsync(IDbContextTransaction transaction, BulkInput input, DateTimeOffset at, CancellationToken cancellationToken) =>
        CommitAsync(transaction, scheduler => BulkJob.ScheduleAsync(scheduler, input, at, cancellationToken), cancellationToken);

    private async Task CommitAsync(IDbContextTransaction transaction, Func<IScheduler, Task> schedule, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        using (scheduler.EnlistTransaction(transaction.GetDbTransaction()))
        {
            await schedule(scheduler);
            await transaction.CommitAsync(cancellationToken);
        }
    }
}
