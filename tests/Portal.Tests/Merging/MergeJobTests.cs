using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>The real job on the real job store: approval starts it, a node that goes away hands it over.</summary>
public sealed class MergeJobTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);

    [Fact]
    public async Task Approved_JobMergesByItself()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator, withJobStore: true);
        var scheduler = await StartAsync(bench.Product.Services);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);

        var approved = await bench.ApproveAsync(draft);
        var merge = await UntilOverAsync(bench, approved.Value);
        await scheduler.Shutdown(waitForJobsToComplete: true);

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Null(await bench.View.ItemAsync(s_telegram));
    }

    [Theory]
    [InlineData("operationLimit")]
    [InlineData("html502")]
    public async Task PortalCannotAnswerNow_JobPlansItselfAnew(string fault)
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator, withJobStore: true);
        var scheduler = await StartAsync(bench.Product.Services);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        await bench.Emulator.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = fault, calls = new[] { 1, 2 } });

        var approved = await bench.ApproveAsync(draft);
        var merge = await UntilOverAsync(bench, approved.Value);
        await scheduler.Shutdown(waitForJobsToComplete: true);

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Equal(3, merge.Steps.Single(step => step.Kind == nameof(MergeStep.MergeRecords)).Attempts);
    }

    [Fact]
    public async Task NodeGoesAwayDuringMergeBatch_AnotherNodeFinishes()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator, withJobStore: true);
        var scheduler = await StartAsync(bench.Product.Services);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        await bench.Emulator.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "slow", ms = 3000, calls = new[] { 1 } });

        var approved = await bench.ApproveAsync(draft);
        await UntilAsync(async () => (await bench.DetailsAsync(approved.Value)).Steps.Any(step => step is { Kind: nameof(MergeStep.MergeRecords), State: StepState.Sent }));
        await scheduler.Shutdown(waitForJobsToComplete: true);
        var left = await bench.DetailsAsync(approved.Value);
        await using var second = bench.AnotherNode();
        var other = await StartAsync(second);
        var merge = await UntilOverAsync(bench, approved.Value);
        await other.Shutdown(waitForJobsToComplete: true);

        Assert.Equal(MergeState.Running, left.Merge.State);
        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Single(await bench.View.WritesAsync(), write => write == "crm.entity.mergeBatch");
    }

    private static async Task<IScheduler> StartAsync(IServiceProvider services)
    {
        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await scheduler.Start();
        return scheduler;
    }

    private static async Task<MergeDetails> UntilOverAsync(MergeBench bench, MergeId id)
    {
        await UntilAsync(async () => (await bench.DetailsAsync(id)).Merge.State is not (MergeState.Queued or MergeState.Running));
        return await bench.DetailsAsync(id);
    }

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
