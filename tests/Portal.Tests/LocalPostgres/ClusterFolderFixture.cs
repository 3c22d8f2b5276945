using DedupPortal.LocalPostgres;

namespace DedupPortal.Portal.Tests.LocalPostgres;

/// <summary>A folder of its own for each test, and clusters in it that are durable, so that recovery is the real one.</summary>
public abstract class ClusterFolderFixture : IDisposable
{
    protected string Folder { get; } = Path.Combine(Path.GetTempPath(), "dedup-cluster-" + Guid.NewGuid().ToString("N"));

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected async Task<LocalCluster> StartAsync() =>
        (await LocalCluster.StartAsync(new LocalClusterOptions { DataFolder = Folder }, Cancellation)).Require();

    protected async Task<LocalClusterError> FailAsync(LocalClusterOptions options)
    {
        var start = await LocalCluster.StartAsync(options, Cancellation);
        return Assert.IsType<LocalClusterStart.Failed>(start).Error;
    }
}
