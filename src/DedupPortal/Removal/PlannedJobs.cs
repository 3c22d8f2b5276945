using DedupPortal.Portals;
using DedupPortal.Schedules;
using Microsoft.EntityFrameworkCore.Storage;
using Quartz;

namespace DedupPortal.Removal;

/// <summary>What is planned for a portal that goes: scans and looks for changes.</summary>
internal static class PlannedJobs
{
    /// <summary>Ends the transaction, and with it all that is planned for the portals.</summary>
    public static async Task CommitWithoutAsync(IScheduler scheduler, IDbContextTransaction transaction, IEnumerable<PortalId> portals, CancellationToken cancellationToken)
    {
        using (scheduler.EnlistTransaction(transaction.GetDbTransaction()))
        {
            foreach (var portal in portals)
            {
                await scheduler.DeleteJob(ScheduledScanJob.Key(portal), cancellationToken);
                await scheduler.DeleteJob(FollowJob.Key(portal), cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
    }
}
