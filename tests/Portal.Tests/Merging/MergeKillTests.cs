using System.Globalization;
using DedupPortal.Merging;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>
/// A worker process is killed by the operating system before a call, after a call with the answer lost, before and after a commit, in every mode
/// and in its undo; another process finishes. The portal ends as if nothing had happened, nothing was sent twice, and every write that
/// reached the portal had its intent stored. DEDUP_MERGE_KILLS=all takes every moment (more than a thousand), a number those of one scenario;
/// otherwise a few are taken. The list is in the test's output.
/// </summary>
public sealed class MergeKillTests(PostgresCluster cluster, MergingEmulator portal, ITestOutputHelper output) : IClassFixture<MergingEmulator>
{
    private const int EverydayKills = 4;
    private static readonly string? s_wish = Environment.GetEnvironmentVariable("DEDUP_MERGE_KILLS");
    private static readonly bool s_all = s_wish is not null;

    private static readonly IReadOnlyList<Scenario> s_scenarios =
        int.TryParse(s_wish, NumberStyles.None, CultureInfo.InvariantCulture, out var one) ? [Scenario.All[one]] : s_all ? Scenario.All : [.. Scenario.All.Take(4)];

    /// <summary>Merging twice or creating twice is what must never be.</summary>
    private static readonly string[] s_once = ["crm.entity.mergeBatch", "crm.item.add", "crm.item.import", "crm.requisite.add", "crm.timeline.comment.add"];

    /// <summary>Steps of one call.</summary>
    private static readonly string[] s_counted = [nameof(MergeStep.UpdateRecord), nameof(MergeStep.MergeRecords), nameof(MergeStep.SetProductRows), nameof(MergeStep.AddNote), nameof(MergeStep.DeleteNote)];

    private static readonly Dictionary<string, string[]> s_methods = new(StringComparer.Ordinal)
    {
        [nameof(MergeStep.UpdateRecord)] = ["crm.item.update"], [nameof(MergeStep.SetLinks)] = [".items.set"], [nameof(MergeStep.CreateRecord)] = ["crm.item.add", "crm.item.import"],
        [nameof(MergeStep.Bind)] = ["crm.activity.binding.", "crm.timeline.bindings."], [nameof(MergeStep.MergeRecords)] = ["crm.entity.mergeBatch"],
        [nameof(MergeStep.SetProductRows)] = ["crm.item.productrow.set"], [nameof(MergeStep.AddRequisite)] = ["crm.requisite.add", "crm.requisite.bankdetail.add"],
        [nameof(MergeStep.DeleteRequisite)] = ["crm.requisite.delete"], [nameof(MergeStep.AddNote)] = ["crm.timeline.comment.add"], [nameof(MergeStep.DeleteNote)] = ["crm.timeline.comment.delete"],
        [nameof(MergeStep.DeleteRecord)] = ["crm.item.delete"],
    };

    [Fact]
    public async Task KilledAtAnyMoment_AnotherWorkerFinishes()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        using var pool = new Pool(bench);
        var deaths = new List<(string What, string Place)>();
        foreach (var (scenario, place) in s_scenarios.Select((scenario, place) => (scenario, place)))
        {
            foreach (var isUndo in s_all ? [false, true] : new[] { place % 2 == 1 })
            {
                var (expected, said, _) = await RoundAsync(bench, pool, scenario, isUndo, moment: 0);
                var moments = int.Parse(said, CultureInfo.InvariantCulture);
                // Two deals need one write and the merge: 28 moments since what is looked at travels in few requests.
                Assert.True(moments > 25, $"{scenario} has {moments} moments: too few to prove anything.");
                // Everyday: two moments of each, of another kind each time.
                var stride = s_all ? 1 : (moments / 2) | 1;
                for (var moment = s_all ? 1 : 3 + place * 5; moment <= moments; moment += stride)
                {
                    var (seen, died, step) = await RoundAsync(bench, pool, scenario, isUndo, moment);
                    Assert.StartsWith("died at", died, StringComparison.Ordinal);
                    var half = $"{scenario.Mode} {(isUndo ? "undo" : "merge")}";
                    deaths.Add((died, $"{half}, {step}, {died[(died.IndexOf(',', StringComparison.Ordinal) + 2)..]}"));
                    output.WriteLine($"{scenario}, {half}: {died}, at {step}");
                    Assert.Equal((scenario.Name, isUndo, died, expected), (scenario.Name, isUndo, died, seen));
                }
            }
        }

        foreach (var place in deaths.GroupBy(death => death.Place, StringComparer.Ordinal).OrderBy(place => place.Key, StringComparer.Ordinal)) output.WriteLine($"{place.Key} × {place.Count()}");
        output.WriteLine($"{deaths.Count} kills: each run finished, none half merged, no write without an intent, none sent twice.");
        Assert.True(deaths.Count >= (s_scenarios.Count == Scenario.All.Count ? 1000 : EverydayKills), $"Only {deaths.Count} kills.");
        Assert.Contains(deaths, death => death.What.EndsWith(" call", StringComparison.Ordinal) || death.What.EndsWith("its answer lost", StringComparison.Ordinal));
    }

    /// <summary>Merge and undo, one of them in the worker that dies; what the portal shows in the end, how often the dangerous calls were made, and the step at which the worker was.</summary>
    private static async Task<(string Seen, string Said, string Step)> RoundAsync(MergeBench bench, Pool pool, Scenario scenario, bool isUndo, int moment)
    {
        await scenario.PrepareAsync(bench);
        var merge = await scenario.ApproveAsync(bench);
        var run = merge;
        if (isUndo)
        {
            await bench.ExecuteAsync(merge);
            run = await bench.ApproveUndoAsync(merge);
        }

        var said = await pool.ExecuteAsync(run, moment);
        var steps = (await bench.DetailsAsync(run)).Steps;
        await IntentsAsync(bench, isUndo ? [.. steps, .. (await bench.DetailsAsync(merge)).Steps] : steps);
        var details = await bench.ExecuteAsync(run);
        var writes = await bench.View.WritesAsync();
        var dangerous = string.Join(", ", s_once.Select(method => $"{method} × {writes.Count(write => write == method)}"));
        return ($"{details.Merge.State} {details.Merge.FailureCode}, deviations {details.Result?.Deviations.Count}, {dangerous}\n{await scenario.SeenAsync(bench, isUndo ? details : null)}", said, Place(steps));
    }

    /// <summary>The step that the dead worker had begun, or was about to.</summary>
    private static string Place(IReadOnlyList<StepRow> steps) =>
        steps.Count == 0 ? "the look before the first step"
        : steps.FirstOrDefault(step => step.State is not StepState.Verified) is { } open ? $"{open.Kind} {(open.Attempts > 0 ? "with" : "without")} its intent stored" : "the reading back";

    /// <summary>Every write that the portal saw is of a step whose intent is stored, and is no more often there than it was meant.</summary>
    private static async Task IntentsAsync(MergeBench bench, IReadOnlyList<StepRow> steps)
    {
        var meant = steps.Where(step => step.Attempts > 0).ToList();
        var writes = await bench.View.WritesAsync();
        Assert.DoesNotContain(writes, write => !meant.Exists(step => s_methods[step.Kind].Any(method => write.Contains(method, StringComparison.Ordinal))));
        foreach (var kind in s_counted)
            Assert.InRange(writes.Count(write => write == s_methods[kind][0]), 0, meant.Where(step => step.Kind == kind).Sum(step => step.Attempts));
    }

    /// <summary>The next worker starts while this one works.</summary>
    private sealed class Pool(MergeBench bench) : IDisposable
    {
        private CrashWorker _next = CrashWorker.Start(bench);

        public async Task<string> ExecuteAsync(MergeId run, int moment)
        {
            using var worker = _next;
            _next = CrashWorker.Start(bench);
            return await worker.ExecuteAsync(bench, run, moment);
        }

        public void Dispose() => _next.Dispose();
    }
}
