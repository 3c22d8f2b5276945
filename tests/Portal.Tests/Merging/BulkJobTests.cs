using DedupPortal.Merging;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>The bulk job on the real job store: it plans and merges by itself, and a node that goes away hands it over.</summary>
public sealed class BulkJobTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    [Fact]
    public async Task NodeGoesAwayInTheMiddle_AnotherNodeGoesOnAndMergesNothingTwice()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator, withJobStore: true);
        var bulk = new BulkBench(bench);
        var groups = await bulk.GroupsAsync(4);
        var scheduler = await StartAsync(bench.Product.Services);
        var id = (await bulk.WithAsync(runs => runs.StartAsync(groups, deletesNothing: false, CancellationToken.None))).Value;
        await UntilAsync(async () => (await bulk.FindAsync(id)).Run.State is BulkState.Planned);
        await bench.Emulator.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "slow", ms = 3000, calls = new[] { 2 } });

        Assert.True((await bulk.ApproveAsync(id)).Succeeded);
        await UntilAsync(() => bench.Agency.DatabaseAsync(db => db.Set<MergeStepRow>().Where(step => step.Kind == nameof(MergeStep.MergeRecords)).CountAsync(step => step.State == StepState.Sent || step.State == StepState.Verified)), atLeast: 2);
        await scheduler.Shutdown(waitForJobsToComplete: true);
        var left = await bulk.FindAsync(id);
        await using var second = bench.AnotherNode();
        var other = await StartAsync(second);
        await UntilAsync(async () => (await bulk.FindAsync(id)).Run.IsOver);
        await other.Shutdown(waitForJobsToComplete: true);
        var done = await bulk.FindAsync(id);

        Assert.Equal(BulkState.Running, left.Run.State);
        Assert.Equal((BulkState.Finished, null, 4), (done.Run.State, done.Run.CauseCode, done.Run.Count(BulkGroupState.Merged)));
        Assert.Equal(4, (await bench.View.WritesAsync()).Count(write => write == "crm.entity.mergeBatch"));
        Assert.Equal(4, await bench.Agency.DatabaseAsync(db => db.Set<MergeRun>().CountAsync()));
    }

    private static async Task<IScheduler> StartAsync(IServiceProvider services)
    {
        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await scheduler.Start();
        return scheduler;
    }

    private static Task UntilAsync(Func<Task<int>> count, int atLeast) => UntilAsync(async () => await count() >= atLeast);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var patience = 0; patience < 600; patience++)
        {
            if (await holds()) return;
            await Task.Delay(100);
        }

        throw new TimeoutException("It did not happen within a minute.");
    }
}
