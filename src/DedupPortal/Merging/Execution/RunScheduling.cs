using DedupPortal.Storage;
using Quartz;

namespace DedupPortal.Merging;

/// <summary>Puts a run's job into the job store, in the portal's own group.</summary>
internal static class RunScheduling
{
    /// <summary>Stores the job with a trigger for the moment. The trigger's name holds the moment, so a later one does not meet its predecessor.</summary>
    public static async Task ScheduleAsync<TJob, TInput>(
        this IScheduler scheduler, string group, Guid run, Guid portal, TInput input, DateTimeOffset at, CancellationToken cancellationToken)
        where TJob : IJob<TInput>
        where TInput : class
    {
        var key = new JobKey(run.ToString("D"), group);
        var job = JobBuilder.Create<TJob>().WithIdentity(key).RequestRecovery().UsingInput(input).Build();
        var trigger = TriggerBuilder.Create<TJob>()
            .WithIdentity($"{run:D}:{at.UtcTicks:x}", group)
            .ForJob(key)
            .WithExecutionGroup(JobStoreSetup.PortalGroup(portal))
            .StartAt(at)
            .Build();
        await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, cancellationToken);
    }
}
