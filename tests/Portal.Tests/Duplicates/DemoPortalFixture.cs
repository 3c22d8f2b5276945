using DedupPortal.Duplicates;
using DedupPortal.Mirror;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Duplicates;

/// <summary>A demo portal of 600 cards that has been scanned once; shared by the tests of one class, which leave it as they need it.</summary>
public sealed class DemoPortalFixture(PostgresCluster cluster) : IAsyncLifetime
{
    public EmulatorProcess Emulator { get; private set; } = null!;

    public ScanNode Node { get; private set; } = null!;

    public TestAgency Agency => Node.Agency;

    public async ValueTask InitializeAsync()
    {
        Emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "600");
        Node = await ScanNode.StartAsync(cluster, Emulator);
        var scan = await Node.ScanToEndAsync();
        if (scan.State is not SyncState.Completed) throw new InvalidOperationException($"The first scan ended {scan.State} {scan.ErrorCode}.");
    }

    public Task<GroupPage> QueueAsync(DuplicateFilter? filter = null, DuplicateSort sort = DuplicateSort.MostCertain) =>
        Agency.WithAsync<DuplicateQueries, GroupPage>(queries => queries.PageAsync(filter ?? new DuplicateFilter { State = GroupState.Open }, sort, 0, 1000, CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}
