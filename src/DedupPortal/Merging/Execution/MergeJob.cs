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

    /// <summary>Stores the job with a trigger for the moment. The trigger's name holds the moment, so a later one does not meet its predecessor.</summary>
    internal static async Task ScheduleAsync(IScheduler scheduler, MergeInput input, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var key = new JobKey(input.Run.ToString("D"), Group);
        var job = JobBuilder.Create<MergeJob>().WithIdentity(key).RequestRecovery().UsingInput(input).Build();
        var trigger = TriggerBuilder.Create<MergeJob>()
            .WithIdentity($"{input.Run:D}:{at.UtcTicks:x}", Group)
            .ForJob(key)
            .WithExecutionGroup(JobStoreSetup.PortalGroup(input.Portal))
            .StartAt(at)
            .Build();
        await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, cancellationToken);
    }
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
