using DedupPortal.Mirror;
using DedupPortal.Portals;
using Quartz;

namespace DedupPortal.Duplicates;

public sealed class ScanExecutor
{
    public Task ExecuteAsync(SyncRunId run, PortalId portal, IScheduler scheduler, CancellationToken cancellationToken) => Task.CompletedTask;
}
