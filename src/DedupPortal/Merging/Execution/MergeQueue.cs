using Microsoft.EntityFrameworkCore.Storage;

namespace DedupPortal.Merging;

/// <summary>What a merge job is given: whose portal, and which run.</summary>
public sealed record MergeInput(Guid Tenant, Guid Portal, Guid Run);

/// <summary>What a bulk job is given: whose portal, and which run.</summary>
public sealed record BulkInput(Guid Tenant, Guid Portal, Guid Run);

/// <summary>Gives runs to whoever executes them. Tests put their own in its place and execute step by step.</summary>
public interface IMergeQueue
{
    /// <summary>Enqueues the run inside the transaction and commits it: a rollback leaves no job, a commit never lacks one.</summary>
    Task CommitAsync(IDbContextTransaction transaction, MergeInput input, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>As above, for a bulk run.</summary>
    Task CommitAsync(IDbContextTransaction transaction, BulkInput input, DateTimeOffset at, CancellationToken cancellationToken);
}
