using DedupPortal.Portals;
using DedupPortal.Storage;
using Quartz;

namespace DedupPortal.Schedules;

/// <summary>Whose portal is followed.</summary>
public sealed record FollowInput(Guid Tenant, Guid Portal);

/// <summary>Lets mirror and groups follow one portal, once. In the portal's group: never beside a scan, a merge or another look, in the whole cluster.</summary>
public sealed class FollowJob(TenantScope scope, PortalFollowing following) : IJob<FollowInput>
{
    public const string Group = "follow";

    public async ValueTask Execute(IJobExecutionContext context, FollowInput input, CancellationToken cancellationToken = default)
    {
        scope.Enter(new TenantId(input.Tenant), Actor.System);
        await following.FollowAsync(new PortalId(input.Portal), cancellationToken);
    }

    internal static JobKey Key(PortalId portal) => new(portal.Value.ToString("D"), Group);

    /// <summary>
    /// Plans a look at once. One that waits already is not doubled; while one is at work, <paramref name="again"/> plans another behind it,
    /// because what woke us may have come after it looked.
    /// </summary>
    internal static async Task PlanAsync(IScheduler scheduler, FollowInput input, bool again, CancellationToken cancellationToken)
    {
        var key = Key(new PortalId(input.Portal));
        var exists = await scheduler.Exists(key, cancellationToken);
        if (exists && !again) return;
        var trigger = TriggerBuilder.Create<FollowJob>().WithIdentity(exists ? $"{input.Portal:D}:again" : $"{input.Portal:D}", Group).ForJob(key)
            .WithExecutionGroup(JobStoreSetup.PortalGroup(input.Portal)).StartNow().Build();
        var options = new ScheduleJobOptions { Replace = true };
        if (exists)
        {
            await scheduler.ScheduleJob(trigger, options, cancellationToken);
            return;
        }

        await scheduler.ScheduleJob(JobBuilder.Create<FollowJob>().WithIdentity(key).UsingInput(input).Build(), [trigger], options, cancellationToken);
    }
}
