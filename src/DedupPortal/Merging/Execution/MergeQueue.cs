using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>Gives runs to whoever executes them. Tests put a list in its place and execute step by step.</summary>
public interface IMergeQueue
{
    /// <summary>Enqueues the run inside the context's transaction: a rollback leaves no job.</summary>
    Task EnqueueAsync(PortalDbContext db, TenantId tenant, PortalId portal, MergeId run, CancellationToken cancellationToken);
}
