using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>
/// Every fault of the emulator at every call of a merge and of its undo: the portal ends merged, or as it was, and a run that stopped is
/// resumed or undone by a person. DEDUP_MERGE_FAULTS=all takes every call, the name of a fault every call for that one; otherwise some of each fault.
/// </summary>
public sealed class MergeFaultMatrixTests(PostgresCluster cluster, MergingEmulator portal, ITestOutputHelper output) : IClassFixture<MergingEmulator>
{
    private static readonly Dictionary<(string Scenario, bool IsUndo), (string Seen, int Calls)> s_undisturbed = [];
    private static readonly string? s_wish = Environment.GetEnvironmentVariable("DEDUP_MERGE_FAULTS");
    private static readonly bool s_all = s_wish is not null;

    [Theory]
    [InlineData("html502")]
    [InlineData("lost504")]
    [InlineData("drop")]
    [InlineData("dropAfter")]
    [InlineData("truncate")]
    [InlineData("slow")]
    [InlineData("queryLimit")]
    [InlineData("overload")]
    [InlineData("operationLimit")]
    [InlineData("conflict")]
    [InlineData("error")]
    [InlineData("partialMerge")]
    [InlineData("revokeWebhook")]
    public async Task Fault_AtAnyCall_LeavesThePortalWhole(string kind)
    {
        Assert.SkipWhen(s_wish is not (null or "all") && s_wish != kind, $"Only {s_wish} was asked for.");
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var tried = 0;
        foreach (var (scenario, place) in Scenario.All.Take(s_all ? Scenario.All.Count : 4).Select((scenario, place) => (scenario, place)))
        {
            foreach (var isUndo in new[] { false, true })
            {
                // Everyday: one half of the round trip per scenario, another for each fault.
                if (!s_all && (place * 2 + (isUndo ? 1 : 0) + kind.Length) % 4 != 0) continue;
                var (expected, calls) = await UndisturbedAsync(bench, scenario, isUndo);
                for (var call = s_all ? 1 : 1 + (kind.Length * 3 + place * 5) % calls; call <= calls; call += s_all ? 1 : calls)
                {
                    var (before, after, _) = await RoundAsync(bench, scenario, isUndo, new { method = "*", kind, ms = 30, after = 1, calls = new[] { call } });
                    Assert.True(after == expected || after == before, $"{kind} at call {call} of {scenario}, {(isUndo ? "undo" : "merge")}: the portal is neither merged nor as it was.\n{after}\nexpected\n{expected}\nor\n{before}");
                    tried++;
                }
            }
        }

        output.WriteLine($"{kind}: {tried} places.");
        Assert.True(tried > 0);
    }

    /// <summary>How the run ends without a fault; the same for every fault, because the portal is.</summary>
    private static async Task<(string Seen, int Calls)> UndisturbedAsync(MergeBench bench, Scenario scenario, bool isUndo)
    {
        if (s_undisturbed.TryGetValue((scenario.Name, isUndo), out var known)) return known;
        var (_, seen, calls) = await RoundAsync(bench, scenario, isUndo, fault: null);
        return s_undisturbed[(scenario.Name, isUndo)] = (seen, calls);
    }

    /// <summary>What the portal showed before the run and after it, and how many calls it took.</summary>
    private static async Task<(string Before, string After, int Calls)> RoundAsync(MergeBench bench, Scenario scenario, bool isUndo, object? fault)
    {
        await scenario.PrepareAsync(bench);
        await ReconnectAsync(bench);
        var original = await scenario.SeenAsync(bench);
        var run = await scenario.ApproveAsync(bench);
        if (isUndo)
        {
            await bench.ExecuteAsync(run);
            run = await bench.ApproveUndoAsync(run);
        }

        var before = isUndo ? await scenario.SeenAsync(bench) : original;
        await bench.Emulator.ClearJournalAsync();
        if (fault is not null) await bench.Emulator.AddFaultAsync(fault);
        var details = await bench.ExecuteAsync(run);
        var calls = (await bench.Emulator.JournalAsync()).Sum(entry => 1 + ((entry!["calls"] as JsonArray)?.Count ?? 0));
        await bench.Emulator.ClearFaultsAsync();
        if (details.Merge.State is MergeState.Paused)
        {
            await ReconnectAsync(bench);
            Assert.True((await bench.Agency.WithAsync<MergeApproval, Result<Done>>(approval => approval.ResumeAsync(run, CancellationToken.None))).Succeeded);
            details = await bench.ExecuteAsync(run);
        }

        // A person decides: half a merge is taken back.
        if (details.Merge.State is MergeState.NeedsAttention)
        {
            Assert.Equal((false, nameof(PartlyMerged)), (isUndo, details.Merge.FailureCode));
            details = await bench.UndoAsync(run);
            Assert.Equal(MergeState.Completed, details.Merge.State);
            return (before, await scenario.SeenAsync(bench, details), calls);
        }

        Assert.True(details.Merge.State is MergeState.Completed or MergeState.Failed, string.Create(CultureInfo.InvariantCulture, $"{details.Merge.State} {details.Merge.FailureCode}"));
        if (details.Merge.State is MergeState.Completed) Assert.Empty(details.Result!.Deviations);
        return (before, await scenario.SeenAsync(bench, isUndo && details.Merge.State is MergeState.Completed ? details : null), calls);
    }

    /// <summary>A webhook of its own, because a fault may revoke it.</summary>
    private static async Task ReconnectAsync(MergeBench bench)
    {
        var webhook = (await bench.NewWebhookAsync(user: 1)).ToString();
        Assert.True((await bench.ReconnectAsync(webhook)).Succeeded);
    }
}
