using System.Globalization;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>
/// Two people, two workers, and somebody who edits a card in the portal at any moment between preview and end: no update is lost, no
/// merge happens twice. DEDUP_MERGE_RACES says how many rounds.
/// </summary>
public sealed class MergeRaceTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private const int EverydayRounds = 24;

    [Fact]
    public async Task Races_LoseNoUpdateAndMergeOnce()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("DEDUP_MERGE_RACES"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : EverydayRounds;
        var random = new Random(20261127);
        for (var round = 0; round < rounds; round++)
        {
            if (round % 50 == 49) await bench.Emulator.ResetAsync();
            var survivor = await bench.View.AddAsync(EntityType.Contact, new { name = "Anna", post = "Chief", fm = new { n0 = new { typeId = "PHONE", valueType = "WORK", value = $"+7999{round:0000000}" } } });
            var loser = await bench.View.AddAsync(EntityType.Contact, new { name = "tg_anna", sourceDescription = "chat", fm = new { n0 = new { typeId = "IM", valueType = "TELEGRAM", value = $"imol|telegrambot|5|{round}|1" } } });
            switch (round % 3)
            {
                case 0:
                    await TwoPeopleAsync(bench, survivor, loser);
                    break;
                case 1:
                    await TwoWorkersAsync(bench, survivor, loser);
                    break;
                default:
                    await ForeignEditAsync(bench, survivor, loser, random);
                    break;
            }
        }
    }

    private static async Task TwoPeopleAsync(MergeBench bench, EntityRef survivor, EntityRef loser)
    {
        var first = await bench.DraftAsync(MergeMode.SameType, survivor, [survivor, loser]);
        var second = await bench.DraftAsync(MergeMode.SoftMerge, loser, [survivor, loser]);

        var answers = await Task.WhenAll(Task.Run(() => bench.ApproveAsync(first)), Task.Run(() => bench.ApproveAsync(second)), Task.Run(() => bench.ApproveAsync(first)));

        var won = Assert.Single(answers.Where(answer => answer.Succeeded).Select(answer => answer.Value).Distinct());
        Assert.All(answers.Where(answer => !answer.Succeeded), answer => Assert.True(answer.Failure is RecordBusy or DraftApproved, answer.Failure!.Code));
        Assert.Equal(MergeState.Completed, (await bench.ExecuteAsync(won)).Merge.State);
    }

    private static async Task TwoWorkersAsync(MergeBench bench, EntityRef survivor, EntityRef loser)
    {
        var run = (await bench.ApproveAsync(await bench.DraftAsync(MergeMode.SameType, survivor, [survivor, loser]))).Value;
        await bench.Emulator.ClearJournalAsync();

        var ends = await Task.WhenAll(Task.Run(() => bench.ExecuteAsync(run)), Task.Run(() => bench.ExecuteAsync(run)));

        Assert.All(ends, end => Assert.Equal((MergeState.Completed, null), (end.Merge.State, end.Merge.FailureCode)));
        Assert.All(ends[0].Steps, step => Assert.Equal(1, step.Attempts));
        Assert.Single(await bench.View.WritesAsync(), write => write == "crm.entity.mergeBatch");
        Assert.Equal(2, (await bench.View.EntriesAsync(survivor)).Count);
    }

    private static async Task ForeignEditAsync(MergeBench bench, EntityRef survivor, EntityRef loser, Random random)
    {
        var run = (await bench.ApproveAsync(await bench.DraftAsync(MergeMode.SameType, survivor, [survivor, loser]))).Value;
        var edited = random.Next(2) == 0 ? survivor : loser;
        var (field, value) = random.Next(3) switch { 0 => ("post", "Captain"), 1 => ("name", "Anna Maria"), _ => ("sourceDescription", "called back") };
        var delay = random.Next(60);

        var executing = Task.Run(() => bench.ExecuteAsync(run));
        await Task.Delay(delay);
        var answer = await bench.Emulator.CallAsync("crm.item.update", new { entityTypeId = 3, id = edited.Id, fields = new Dictionary<string, string> { [field] = value } });
        var end = await executing;

        // A card that is gone refuses the edit, and the person sees that.
        var isEdited = answer["error"] is null;
        if (!isEdited) return;
        var now = await bench.View.ItemAsync(edited) ?? (await bench.View.ItemAsync(survivor))!;
        var isThere = ((string?)now[field])?.Contains(value, StringComparison.Ordinal) == true;
        var isInLedger = end.Losses.Any(loss => loss.Field == field && loss.Value == value);
        Assert.True(isThere || isInLedger, $"The edit {field} = {value} of {edited} after {delay} ms is lost: {end.Merge.State} {end.Merge.FailureCode}, {now.ToJsonString()}.");
        if (end.Merge.State is MergeState.Failed) Assert.Contains(end.Merge.FailureCode, new[] { nameof(ChangedSincePreview), nameof(MergeConflict) });
        else Assert.Equal(MergeState.Completed, end.Merge.State);
    }
}
