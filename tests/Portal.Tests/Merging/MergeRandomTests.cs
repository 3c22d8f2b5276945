using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>
/// Seeded random cards and choices: no value vanishes without an entry in the ledger, and undo brings every card back exactly.
/// DEDUP_MERGE_CASES sets how many cases run; a failure names its seed.
/// </summary>
public sealed class MergeRandomTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private const int DefaultCases = 40;

    private static readonly HashSet<string> s_notAValue = new(StringComparer.Ordinal)
    {
        "id", "entityTypeId", "fm", "createdTime", "updatedTime", "updatedBy", "createdBy", "lastActivityTime", "lastActivityBy", "movedTime", "movedBy", "categoryId", "contactId", "contactIds",
        "companyId", "companyIds", "phone", "phoneMobile", "phoneWork", "phoneMailing", "email", "emailWork", "emailHome", "emailMailing", "imol", "skype", "icq", "hasPhone", "hasEmail", "hasImol",
        "stageSemanticId", "isNew", "closed", "isReturnCustomer", "isRepeatedApproach", "dateClosed", "isRecurring", "taxValue", "leadId", "isManualOpportunity", "opened", "export",
    };

    [Fact]
    public async Task RandomCards_LoseNothingAndComeBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var cases = int.TryParse(Environment.GetEnvironmentVariable("DEDUP_MERGE_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : DefaultCases;
        for (var seed = 1; seed <= cases; seed++)
        {
            try
            {
                await CaseAsync(bench, seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
            }
        }
    }

    private static async Task CaseAsync(MergeBench bench, int seed)
    {
        var cards = new RandomCards(bench.View, seed);
        var (mode, priority, records) = await cards.CreateAsync();
        var inputs = new Dictionary<EntityRef, JsonObject>();
        foreach (var record in records) inputs[record] = (await bench.View.ItemAsync(record))!;
        var before = await bench.View.FingerprintsAsync(records);

        var merge = await bench.MergeAsync(mode, priority, records, cards.Choices(mode, priority, inputs));

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Empty(merge.Result!.Deviations);
        var survivor = (await bench.View.ItemAsync(priority))!;
        foreach (var (record, card) in inputs.Where(pair => pair.Key == priority || (mode is not MergeMode.SoftMerge && pair.Key.Type == priority.Type))) NothingVanished(record, card, survivor, merge);

        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal((MergeState.Completed, null), (undo.Merge.State, undo.Merge.FailureCode));
        Assert.Empty(undo.Result!.Deviations);
        var restored = records.Select(record => EntityRef.TryParse(undo.Result.Created.GetValueOrDefault(record.ToString()), out var made) ? made : record).ToArray();
        Assert.Equal(before, await bench.View.FingerprintsAsync(restored));
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
}
