using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Removal;

/// <summary>What is waiting or at work. Who holds the rows of the portals need not fear that more begins: it needs them, too.</summary>
internal static class RunningWork
{
    /// <summary>The first of the portals for which a scan, a merge or a bulk run is not over; null when there is none.</summary>
    public static async Task<Portal?> FindAsync(PortalDbContext db, IReadOnlyList<Portal> portals, CancellationToken cancellationToken)
    {
        foreach (var portal in portals)
        {
            var id = portal.Id;
            if (await db.Set<SyncRun>().AnyAsync(run => run.PortalId == id && (run.State == SyncState.Queued || run.State == SyncState.Running || run.State == SyncState.Waiting), cancellationToken)
                || await db.Set<MergeRun>().AnyAsync(run => run.PortalId == id && (run.State == MergeState.Queued || run.State == MergeState.Running), cancellationToken)
                || await db.Set<BulkRun>().AnyAsync(run => run.PortalId == id && (run.State == BulkState.Planning || run.State == BulkState.Running), cancellationToken))
                return portal;
        }

        return null;
    }
}
