using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>Pairs of the demo portal, as an agency meets them, in every mode that they allow; each is undone.</summary>
public sealed class MergeDemoTests(PostgresCluster cluster)
{
    [Fact]
    public async Task TruePairs_MergeAndComeBackInEveryMode()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo");
        await using var bench = await MergeBench.StartAsync(cluster, emulator);
        var tried = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var records in await PairsAsync(emulator))
        {
            foreach (var mode in Modes(records))
            {
                var kind = $"{mode} {string.Join('+', records.Select(record => record.TypeName).Order(StringComparer.Ordinal))}";
                if (tried.GetValueOrDefault(kind) == 2) continue;
                tried[kind] = tried.GetValueOrDefault(kind) + 1;
                var priority = mode is MergeMode.SameType ? records[0] : records.Single(record => record.Type is EntityType.Contact);
                var before = await bench.View.FingerprintsAsync(records);
                var merge = await bench.MergeAsync(mode, priority, records);
                Assert.Equal((kind, MergeState.Completed, null), (kind, merge.Merge.State, merge.Merge.FailureCode));
                Assert.Empty(merge.Result!.Deviations);
                Assert.All(merge.Result.Links!, link => Assert.True(link.IsHealed));
                var undo = await bench.UndoAsync(merge.Merge.Id);
                Assert.Empty(undo.Result!.Deviations);
                Assert.Equal(before, await bench.View.FingerprintsAsync([.. records.Select(record => EntityRef.TryParse(undo.Result.Created.GetValueOrDefault(record.ToString()), out var made) ? made : record)]));
                break;
            }
        }

        Assert.True(tried.Count >= 3, $"The demo has too few kinds of pairs: {string.Join(", ", tried.Keys)}.");
    }

    private static IEnumerable<MergeMode> Modes(EntityRef[] records) =>
        records.Select(record => record.Type).Distinct().Count() == 1 ? [MergeMode.SameType]
        : records.Count(record => record.Type is EntityType.Contact) == 1 && records.Count(record => record.Type is EntityType.Lead) == 1
            ? records[0].Id % 2 == 0 ? [MergeMode.LeadIntoContact] : [MergeMode.ContactFromLead]
            : [];

    /// <summary>Cards of one person by the emulator's own word, two at a time.</summary>
    private static async Task<List<EntityRef[]>> PairsAsync(EmulatorProcess emulator) =>
        [.. (await emulator.TruthAsync()).OfType<JsonObject>()
            .Where(row => (string)row["kind"]! is "hiddenNumber" or "pair" or "classic" or "sameTelegram")
            .Select(row => row["cards"]!.AsArray().Select(card => new EntityRef((EntityType)(int)card!["entityTypeId"]!, (long)card["id"]!)).ToArray())
            .Where(records => records.Length == 2)];
}
