namespace DedupPortal.LocalPostgres;

/// <summary>What <see cref="LocalCluster.StartAsync"/> gives: a running cluster, or the reason why there is none.</summary>
public abstract record LocalClusterStart
{
    private LocalClusterStart()
    {
    }

    public sealed record Started(LocalCluster Cluster) : LocalClusterStart;

    public sealed record Failed(LocalClusterError Error) : LocalClusterStart;

    /// <summary>The cluster. For callers that cannot go on without one: throws with the error's message otherwise.</summary>
    public LocalCluster Require() => this switch
    {
        Started started => started.Cluster,
        Failed failed => throw new InvalidOperationException(failed.Error.Message),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
