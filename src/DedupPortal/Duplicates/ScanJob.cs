using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Quartz;

namespace DedupPortal.Duplicates;

/// <summary>What a scan job is given: whose portal, and which scan.</summary>
public sealed record ScanInput(Guid Tenant, Guid Portal, Guid Run);

/// <summary>
/// Carries a scan on a worker. One at a time per portal in the whole cluster; a killed node's scan is recovered by another and goes
/// on behind its cursors.
/// </summary>
public sealed class ScanJob(TenantScope scope, ScanExecutor executor) : IJob<ScanInput>
{
    public const string Group = "scan";

    public async ValueTask Execute(IJobExecutionContext context, ScanInput input, CancellationToken cancellationToken = default)
    {
        scope.Enter(new TenantId(input.Tenant), Actor.System);
        await executor.ExecuteAsync(new SyncRunId(input.Run), new PortalId(input.Portal), context.Scheduler, cancellationToken);
    }

    internal static JobKey Key(SyncRunId run) => new(run.ToString(), Group);

    /// <summary>Stores the job and its first trigger.</summary>
    internal static async Task ScheduleAsync(IScheduler scheduler, ScanInput input, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var job = JobBuilder.Create<ScanJob>().WithIdentity(Key(new SyncRunId(input.Run))).RequestRecovery().UsingInput(input).Build();
        await scheduler.ScheduleJob(job, [Trigger(input, at)], new ScheduleJobOptions { Replace = true }, cancellationToken);
    }

    /// <summary>Another trigger for the job that runs now.</summary>
    internal static async Task RetryAsync(IScheduler scheduler, ScanInput input, DateTimeOffset at, CancellationToken cancellationToken) =>
        await scheduler.ScheduleJob(Trigger(input, at), new ScheduleJobOptions { Replace = true }, cancellationToken);

    // The trigger's name holds its moment, so that a retry does not meet the trigger that just fired.
    private static ITrigger Trigger(ScanInput input, DateTimeOffset at) =>
        TriggerBuilder.Create<ScanJob>()
            .WithIdentity($"{input.Run:D}:{at.UtcTicks:x}", Group)
            .ForJob(Key(new SyncRunId(input.Run)))
            .WithExecutionGroup(JobStoreSetup.PortalGroup(input.Portal))

            // For a database that was away: a portal that cannot answer is waited for by the scan itself.
            .WithRetryPolicy(RetryPolicy.Exponential(6, TimeSpan.FromSeconds(5), 3, TimeSpan.FromMinutes(5)))
            .StartAt(at)
            .Build();
}
