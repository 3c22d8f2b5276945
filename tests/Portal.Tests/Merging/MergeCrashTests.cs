using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>
/// The executor is killed at every moment that differs, in every mode and in the undo, and started again: the portal ends as if
/// nothing had happened, and nothing was sent twice.
/// </summary>
public sealed class MergeCrashTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_lead = new(EntityType.Lead, 50);

    // Every moment takes two minutes; a third of them, different ones per mode, is the everyday run. DEDUP_MERGE_CRASHES=all takes them all.
    private static readonly int s_stride = Environment.GetEnvironmentVariable("DEDUP_MERGE_CRASHES") == "all" ? 1 : 3;

    // Merging twice, adding an entry twice or creating twice is what must never be.
    private static readonly string[] s_once = ["crm.entity.mergeBatch", "crm.item.add", "crm.item.import"];

    [Theory]
    [InlineData(MergeMode.SameType, false)]
    [InlineData(MergeMode.SameType, true)]
    [InlineData(MergeMode.LeadIntoContact, false)]
    [InlineData(MergeMode.LeadIntoContact, true)]
    [InlineData(MergeMode.ContactFromLead, false)]
    [InlineData(MergeMode.ContactFromLead, true)]
    [InlineData(MergeMode.SoftMerge, false)]
    public async Task KilledAnywhere_MergeAndUndoEndAsIfNothingHadHappened(MergeMode mode, bool before)
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var (expected, commits) = await RoundTripAsync(bench, mode, crashInMerge: 0, crashInUndo: 0, before);

        for (var crash = 1; crash <= commits.Merge; crash += s_stride)
            Assert.Equal((crash, expected), (crash, (await RoundTripAsync(bench, mode, crash, 0, before)).Seen));
        for (var crash = 1 + (int)mode % s_stride; crash <= commits.Undo; crash += s_stride)
            Assert.Equal((crash, expected), (crash, (await RoundTripAsync(bench, mode, 0, crash, before)).Seen));
        Assert.True(commits.Merge > 6 && commits.Undo > 6, "The round trip has become too short to prove anything.");
    }

    /// <summary>What the portal shows after the merge and after its undo, and how often the dangerous calls were made.</summary>
    private static async Task<(string Seen, (int Merge, int Undo) Commits)> RoundTripAsync(MergeBench bench, MergeMode mode, int crashInMerge, int crashInUndo, bool before)
    {
        await bench.Emulator.ResetAsync();
        // Each round is a portal of its own; the journal of the last one knows its records.
        await bench.ForgetAsync();
        var other = mode is MergeMode.SameType or MergeMode.SoftMerge ? s_telegram : s_lead;
        var draft = await bench.DraftAsync(mode, s_anna, [other, s_anna], new Dictionary<string, FieldChoice> { ["lastName"] = new FieldChoice.Custom("Li") });
        var approved = (await bench.ApproveAsync(draft)).Value;
        var merge = await ExecuteAsync(bench, approved, crashInMerge, before);
        var afterMerge = await bench.View.FingerprintsAsync(mode is MergeMode.SameType ? [s_anna] : [s_anna, other]);
        var plan = await bench.Agency.WithAsync<MergeUndo, Result<UndoPlan>>(undo => undo.PreviewAsync(approved, new HashSet<string>(), CancellationToken.None));
        var undoId = await bench.Agency.WithAsync<MergeUndo, Result<MergeId>>(
            undo => undo.ApproveAsync(approved, plan.Value.Hash, new HashSet<string>(), Guid.NewGuid().ToString("N"), null, CancellationToken.None));
        var undo = await ExecuteAsync(bench, undoId.Value, crashInUndo, before);
        var details = await bench.DetailsAsync(undoId.Value);
        var again = EntityRef.TryParse(details.Result!.Created.GetValueOrDefault(other.ToString()), out var made) ? made : other;
        var afterUndo = await bench.View.FingerprintsAsync(s_anna, again);
        var writes = await bench.View.WritesAsync();
        var dangerous = string.Join(", ", s_once.Select(method => $"{method} × {writes.Count(write => write == method)}"));
        var states = $"{(await bench.DetailsAsync(approved)).Merge.State}, {details.Merge.State}, deviations {details.Result.Deviations.Count}";
        return (string.Join('\n', [states, dangerous, .. afterMerge, .. afterUndo]), (merge, undo));
    }

    private static async Task<int> ExecuteAsync(MergeBench bench, MergeId run, int crashAt, bool before)
    {
        bench.Crash.Arm(crashAt, before);
        if (crashAt > 0) await Assert.ThrowsAsync<KilledException>(() => bench.ExecuteAsync(run));
        else await bench.ExecuteAsync(run);
        var commits = bench.Crash.Commits;
        bench.Crash.Arm(0, before: false);
        await bench.ExecuteAsync(run);
        return commits;
    }
}
