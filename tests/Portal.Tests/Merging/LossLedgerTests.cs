using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>Whoever misses a value finds the merge that lost it.</summary>
public sealed class LossLedgerTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_empty = new(EntityType.Contact, 144);

    [Fact]
    public async Task LostValue_IsFoundByItsTextFieldRecordAndTime_AndLeadsToItsMerge()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.UpdateAsync(s_telegram, new { post = "Sailor 50%", fm = new { n0 = new { typeId = "PHONE", valueType = "WORK", value = "+7 (999) 123-45-67" } } });
        await bench.View.UpdateAsync(s_anna, new { post = "Captain" });
        var choices = new Dictionary<string, FieldChoice> { ["post"] = new FieldChoice.FromRecord(s_anna), ["PHONE"] = new FieldChoice.Union([]) };
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], choices);
        var at = merge.Merge.ApprovedAt;

        var found = Assert.Single((await PageAsync(bench, new LossFilter(Text: "sailor 50%"))).Rows);

        Assert.Equal((merge.Merge.Id, s_telegram, s_anna, "post", "Sailor 50%", LossReason.NotChosen, false), (found.Merge, found.Record, found.Survivor, found.Field, found.Value, found.Reason, found.IsRestored));
        Assert.Equal("post", Assert.Single((await PageAsync(bench, new LossFilter(Field: "post"))).Rows).Field);
        Assert.Contains((await PageAsync(bench, new LossFilter(Text: "8 999 123 45 67"))).Rows, row => row.Field == "PHONE");
        Assert.Empty((await PageAsync(bench, new LossFilter(Text: "sailor 5_%"))).Rows);
        Assert.NotEmpty((await PageAsync(bench, new LossFilter(Record: s_telegram))).Rows);
        // Asked for the card that stays, what was lost on the way into it is found too.
        Assert.Contains((await PageAsync(bench, new LossFilter(bench.Portal, Record: s_anna))).Rows, row => row.Value == "Sailor 50%");
        Assert.Empty((await PageAsync(bench, new LossFilter(Record: s_empty))).Rows);
        Assert.NotEmpty((await PageAsync(bench, new LossFilter(From: at, To: at.AddSeconds(1)))).Rows);
        Assert.Empty((await PageAsync(bench, new LossFilter(To: at))).Rows);
        Assert.Equal(merge.Losses.Count, (await PageAsync(bench, new LossFilter(bench.Portal))).Total);
        Assert.Contains(await bench.Agency.WithAsync<LossLedger, IReadOnlyList<(string Field, string Title)>>(ledger => ledger.FieldsAsync(CancellationToken.None)), field => field.Field == "post");

        await bench.UndoAsync(merge.Merge.Id);

        Assert.True(Assert.Single((await PageAsync(bench, new LossFilter(Text: "sailor"))).Rows).IsRestored);
    }

    [Fact]
    public async Task MergeThatWasTakenBack_HasLostNothing()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.UpdateAsync(s_telegram, new { post = "Sailor" });
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], new Dictionary<string, FieldChoice> { ["post"] = new FieldChoice.Custom("Captain") });
        var approved = await bench.ApproveAsync(draft);
        await bench.Emulator.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "conflict", calls = new[] { 1 } });

        var failed = await bench.ExecuteAsync(approved.Value);

        Assert.Equal(MergeState.Failed, failed.Merge.State);
        Assert.NotEmpty(failed.Losses);
        Assert.Empty((await PageAsync(bench, new LossFilter())).Rows);
    }

    [Fact]
    public async Task AnotherAgency_FindsNothing()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.UpdateAsync(s_telegram, new { post = "Sailor" });
        await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], new Dictionary<string, FieldChoice> { ["post"] = new FieldChoice.Custom("Captain") });
        var other = await bench.Product.RegisterAsync("Other");

        var page = await other.WithAsync<LossLedger, LossPage>(ledger => ledger.PageAsync(new LossFilter(), 0, 50, CancellationToken.None));

        Assert.Equal(0, page.Total);
    }

    private static Task<LossPage> PageAsync(MergeBench bench, LossFilter filter) =>
        bench.Agency.WithAsync<LossLedger, LossPage>(ledger => ledger.PageAsync(filter, 0, 100, CancellationToken.None));
}
