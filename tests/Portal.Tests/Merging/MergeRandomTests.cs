using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>
/// Seeded random cards, rules and choices in every mode: no value vanishes without an entry in the ledger, undo (of one record first,
/// where there are several) brings every card back exactly, and what is not exact was announced. A failing case is shrunk and names its
/// seed and what is left of it. DEDUP_MERGE_CASES says how many cases run, DEDUP_MERGE_SEED the first.
/// </summary>
public sealed class MergeRandomTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private const int DefaultCases = 60;
    private const int LongestShrinking = 60;

    private static readonly HashSet<string> s_notAValue = new(StringComparer.Ordinal)
    {
        "id", "entityTypeId", "fm", "createdTime", "updatedTime", "updatedBy", "createdBy", "lastActivityTime", "lastActivityBy", "movedTime", "movedBy", "categoryId", "contactId", "contactIds",
        "companyId", "companyIds", "phone", "phoneMobile", "phoneWork", "phoneMailing", "email", "emailWork", "emailHome", "emailMailing", "imol", "skype", "icq", "hasPhone", "hasEmail", "hasImol",
        "stageSemanticId", "isNew", "closed", "isReturnCustomer", "isRepeatedApproach", "dateClosed", "isRecurring", "taxValue", "leadId", "isManualOpportunity", "opened", "export",
    };

    /// <summary>Fields that an exact restoration may not restore, and what must have announced each.</summary>
    private static readonly Dictionary<string, ReversalReason> s_announced = new(StringComparer.Ordinal)
    {
        ["id"] = ReversalReason.NewId, ["createdTime"] = ReversalReason.CreationTime, ["createdBy"] = ReversalReason.CreatedBy, ["isReturnCustomer"] = ReversalReason.RepeatLeadFlag,
        ["updatedTime"] = ReversalReason.ModificationTime, ["updatedBy"] = ReversalReason.ModificationTime,
    };

    [Fact]
    public async Task RandomCards_LoseNothingAndComeBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var first = Setting("DEDUP_MERGE_SEED", 1);
        for (var seed = first; seed < first + Setting("DEDUP_MERGE_CASES", DefaultCases); seed++)
        {
            // A portal that grows without end answers ever more slowly.
            if (seed % 50 == 0) await bench.Emulator.ResetAsync();
            if (await RunAsync(bench, seed, new HashSet<string>()) is not { } failure) continue;
            var (left, smallest) = await ShrinkAsync(bench, seed, failure);
            throw new InvalidOperationException($"Seed {seed}, with {string.Join(", ", smallest.Made)} (left out: {left.Count}): {smallest.Cause.Message}", smallest.Cause);
        }
    }

    /// <summary>Leaves out ever smaller portions of what the case has, as long as it still fails.</summary>
    private static async Task<(HashSet<string> Left, Failed Smallest)> ShrinkAsync(MergeBench bench, int seed, Failed failure)
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        var runs = 0;
        for (var portion = Math.Max(1, failure.Made.Count / 2); portion >= 1 && runs < LongestShrinking; portion = portion == 1 ? 0 : portion / 2)
        {
            foreach (var things in failure.Made.Chunk(portion).ToList())
            {
                var fewer = left.Concat(things).ToHashSet(StringComparer.Ordinal);
                if (runs++ >= LongestShrinking || await RunAsync(bench, seed, fewer) is not { } smaller) continue;
                (left, failure) = (fewer, smaller);
            }
        }

        return (left, failure);
    }

    private sealed record Failed(IReadOnlyCollection<string> Made, Exception Cause);

    private static async Task<Failed?> RunAsync(MergeBench bench, int seed, IReadOnlySet<string> left)
    {
        var cards = new RandomCards(bench.View, seed, left);
        try
        {
            await CaseAsync(bench, cards);
            return null;
        }
        catch (Exception cause)
        {
            return new Failed([.. cards.Made], cause);
        }
    }

    private static async Task CaseAsync(MergeBench bench, RandomCards cards)
    {
        var (mode, priority, records) = await cards.CreateAsync();
        await bench.FollowAsync(cards.Policy());
        var inputs = new Dictionary<EntityRef, JsonObject>();
        foreach (var record in records) inputs[record] = (await bench.View.ItemAsync(record))!;
        var before = await bench.View.FingerprintsAsync(records);

        var merge = await bench.MergeAsync(mode, priority, records, cards.Choices(mode, priority, inputs));

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Empty(merge.Result!.Deviations);
        var survivor = (await bench.View.ItemAsync(priority))!;
        foreach (var (record, card) in inputs.Where(pair => pair.Key == priority || (mode is not MergeMode.SoftMerge && pair.Key.Type == priority.Type))) NothingVanished(record, card, survivor, merge);

        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var only in cards.Part(priority, records) is { } part ? [part, null] : new EntityRef?[] { null })
        {
            var undo = await bench.UndoAsync(merge.Merge.Id, only);
            Assert.Equal((only, MergeState.Completed, null), (only, undo.Merge.State, undo.Merge.FailureCode));
            Assert.Empty(undo.Result!.Deviations);
            foreach (var (old, current) in undo.Result.Created) made[old] = current;
        }

        var restored = records.Select(record => EntityRef.TryParse(made.GetValueOrDefault(record.ToString()), out var current) ? current : record).ToArray();
        Assert.Equal(before, await bench.View.FingerprintsAsync(restored));
        for (var index = 0; index < records.Length; index++)
            Announced(merge.Plan!, records[index], inputs[records[index]], (await bench.View.ItemAsync(restored[index]))!);
    }

    /// <summary>"The rest equals the list shown before the merge."</summary>
    private static void Announced(MergePlan plan, EntityRef record, JsonObject before, JsonObject after)
    {
        foreach (var (field, reason) in s_announced.Where(pair => before[pair.Key]?.ToString() != after[pair.Key]?.ToString()))
            Assert.True(plan.Reversals.Any(reversal => reversal.Record == record && reversal.Reason == reason && reversal.Kind is not ReversalKind.Exact), $"{record}.{field} is not as before, and nobody had said so.");
    }

    private static void NothingVanished(EntityRef record, JsonObject card, JsonObject survivor, MergeDetails merge)
    {
        bool InLedger(string field, string value) => merge.Losses.Any(loss => loss.Record == record.ToString() && loss.Field == field && loss.Value == value);
        foreach (var (field, node) in card.Where(pair => !s_notAValue.Contains(pair.Key)))
        {
            foreach (var value in node is JsonArray list ? list.Select(element => element!.ToString()) : [node?.ToString() ?? ""])
            {
                if (value.Length == 0 || value is "0" or "false") continue;
                var isThere = survivor[field] is JsonArray many ? many.Any(element => element!.ToString() == value) : survivor[field]?.ToString().Contains(value, StringComparison.Ordinal) == true;
                Assert.True(isThere || InLedger(field, value == "true" ? "Y" : value), $"{record}.{field} = {value} is on no card and not in the ledger.");
            }
        }

        var entries = survivor["fm"] as JsonArray ?? [];
        foreach (var entry in card["fm"] as JsonArray ?? [])
        {
            var (type, value) = ((string)entry!["typeId"]!, (string)entry["value"]!);
            Assert.True(entries.Any(other => (string)other!["typeId"]! == type && (string)other["value"]! == value) || InLedger(type, value), $"{record} {type} {value} vanished.");
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : otherwise;
}
