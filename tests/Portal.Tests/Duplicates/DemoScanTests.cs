using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Mirror;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Duplicates;

public sealed class DemoScanTests(PostgresCluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task ExecuteAsync_Demo_FindsThePairsOfTheTruth()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--rate", "on");
        await using var node = await ScanNode.StartAsync(cluster, emulator);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var scan = await node.ScanToEndAsync();
        clock.Stop();

        Assert.Equal(SyncState.Completed, scan.State);
        var queue = await node.Agency.WithAsync<DuplicateQueries, GroupPage>(queries => queries.PageAsync(new DuplicateFilter(), DuplicateSort.MostCertain, 0, 1000, CancellationToken.None));
        var truth = await DemoTruth.ReadAsync(emulator);
        var found = queue.Groups.SelectMany(group => Pairs([.. group.Members.Select(member => member.Ref)])).ToHashSet();
        var right = truth.Same.Count(found.Contains);
        output.WriteLine($"{scan.RecordsRead} rows in {clock.Elapsed.TotalSeconds:0.0} s, {queue.Total} groups, {found.Count} pairs; of {truth.Same.Count} true pairs {right}; of {truth.Different.Count} false ones {truth.Different.Count(found.Contains)}");
        foreach (var (kind, pairs) in truth.ByKind) output.WriteLine($"  {kind}: {pairs.Count(found.Contains)} of {pairs.Count}");
        output.WriteLine($"  precision {(double)right / found.Count:0.00}, recall {(double)right / truth.Same.Count:0.00}");
        Assert.Equal(scan.GroupsFound, queue.Total);

        // Floors below what the engine reached on the demo with seed 1 (0.90 and 0.91): they break when the data stop arriving.
        Assert.True((double)right / found.Count > 0.8);
        Assert.True((double)right / truth.Same.Count > 0.8);
    }

    internal static IEnumerable<(EntityRef, EntityRef)> Pairs(IReadOnlyList<EntityRef> cards)
    {
        var sorted = cards.Order().ToList();
        return sorted.SelectMany((one, index) => sorted.Skip(index + 1).Select(other => (one, other)));
    }
}
