using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>A run stands still between two steps, for however long, and people go on working on its cards: what they did is there afterwards.</summary>
public sealed class MergeInterruptionTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_empty = new(EntityType.Contact, 144);
    private static readonly EntityRef s_lead = new(EntityType.Lead, 50);
    private static readonly EntityRef s_boris = new(EntityType.Lead, 51);
    private static readonly EntityRef s_deal = new(EntityType.Deal, 77);
    private static readonly EntityRef s_secondDeal = new(EntityType.Deal, 78);

    [Fact]
    public async Task BeforeMergeBatch_EditThatThePortalWouldDrop_StopsTheMerge()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await bench.View.FingerprintAsync(s_boris);
        var run = (await bench.ApproveAsync(await bench.DraftAsync(MergeMode.SameType, s_boris, [s_lead, s_boris]))).Value;
        await bench.RunUntilSentAsync(run, nameof(MergeStep.MergeRecords));
        // The portal keeps the survivor's title and would say nothing.
        await bench.View.UpdateAsync(s_lead, new { title = "Called back, wants a boat" });

        var merge = await bench.ExecuteAsync(run);

        Assert.Equal((MergeState.Failed, nameof(ChangedSincePreview)), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Equal("Called back, wants a boat", (string?)(await bench.View.ItemAsync(s_lead))!["title"]);
        Assert.Equal(before, await bench.View.FingerprintAsync(s_boris));
    }

    [Fact]
    public async Task PausedAtMergeBatch_EditedBeforeResuming_StopsTheMerge()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var run = (await bench.ApproveAsync(await bench.DraftAsync(MergeMode.SameType, s_boris, [s_lead, s_boris]))).Value;
        await bench.Emulator.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "operationLimit" });
        await bench.RunUntilSentAsync(run, nameof(MergeStep.MergeRecords));
        _ = await bench.RoundAsync(run);
        await bench.Emulator.ClearFaultsAsync();
        Assert.Contains((await bench.DetailsAsync(run)).Steps, step => step is { Kind: nameof(MergeStep.MergeRecords), State: StepState.Planned, Attempts: > 0 });
        await bench.View.UpdateAsync(s_lead, new { title = "Called back, wants a boat" });

        var merge = await bench.ExecuteAsync(run);

        Assert.Equal((MergeState.Failed, nameof(ChangedSincePreview)), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Equal("Called back, wants a boat", (string?)(await bench.View.ItemAsync(s_lead))!["title"]);
    }

    [Fact]
    public async Task PartlyMerged_RestEditedBeforeResuming_IsNotMerged()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var run = (await bench.ApproveAsync(await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna, s_empty]))).Value;
        await bench.Emulator.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "partialMerge", after = 1 });
        var stopped = await bench.ExecuteAsync(run);
        Assert.Equal((MergeState.NeedsAttention, nameof(PartlyMerged)), (stopped.Merge.State, stopped.Merge.FailureCode));
        await bench.Emulator.ClearFaultsAsync();
        var left = await bench.View.ItemAsync(s_empty) is null ? s_telegram : s_empty;
        await bench.View.UpdateAsync(left, new { post = "Captain" });
        Assert.True((await bench.Agency.WithAsync<MergeApproval, Result<Done>>(approval => approval.ResumeAsync(run, CancellationToken.None))).Succeeded);

        var merge = await bench.ExecuteAsync(run);

        Assert.Equal("Captain", (string?)(await bench.View.ItemAsync(left))!["post"]);
        Assert.NotEqual(MergeState.Completed, merge.Merge.State);
    }

    [Fact]
    public async Task UntickedPhone_CorrectedMeanwhile_IsNotDeleted()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var run = (await bench.ApproveAsync(await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], new Dictionary<string, FieldChoice> { ["PHONE"] = new FieldChoice.Union([]) }))).Value;
        await bench.RunUntilSentAsync(run, nameof(MergeStep.UpdateRecord));
        var card = (await bench.View.ItemAsync(s_anna))!;
        var phone = card["fm"]!.AsArray().First(entry => (string)entry!["typeId"]! == "PHONE")!;
        await bench.View.UpdateAsync(s_anna, new { fm = new JsonObject { [(string)phone["id"]!.ToString()] = new JsonObject { ["typeId"] = "PHONE", ["valueType"] = "WORK", ["value"] = "+79990001122" } } });

        var merge = await bench.ExecuteAsync(run);

        Assert.Equal((MergeState.Failed, nameof(ChangedSincePreview)), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Contains("PHONE/WORK=+79990001122", await bench.View.EntriesAsync(s_anna));
        Assert.NotNull(await bench.View.ItemAsync(s_telegram));
    }

    [Fact]
    public async Task DealsContacts_ContactAddedMeanwhile_Stays()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var run = (await bench.ApproveAsync(await bench.DraftAsync(MergeMode.SoftMerge, s_anna, [s_telegram, s_anna]))).Value;
        await bench.RunUntilSentAsync(run, nameof(MergeStep.SetLinks));
        var deal = (await bench.DetailsAsync(run)).Steps.Select(step => step.Step).OfType<MergeStep.SetLinks>().First().Record;
        var contacts = await bench.View.ContactsOfAsync(deal);
        await bench.View.ResultAsync($"crm.{deal.TypeName}.contact.add", new { id = deal.Id, fields = new { CONTACT_ID = s_empty.Id } });

        var merge = await bench.ExecuteAsync(run);

        Assert.Equal(MergeState.Completed, merge.Merge.State);
        Assert.Equal([s_anna.Id, s_empty.Id], (await bench.View.ContactsOfAsync(deal)).Order());
        var undo = await bench.UndoAsync(run);
        Assert.Equal(MergeState.Completed, undo.Merge.State);
        Assert.Equal(contacts.Append(s_empty.Id).Order(), (await bench.View.ContactsOfAsync(deal)).Order());
    }

    [Fact]
    public async Task DealsProducts_ChangedMeanwhile_StopTheMerge()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await ProductsAsync(bench, s_deal, ("Boat", 100));
        await ProductsAsync(bench, s_secondDeal, ("Oar", 10));
        var run = (await bench.ApproveAsync(await bench.DraftAsync(MergeMode.SoftMerge, s_deal, [s_deal, s_secondDeal]))).Value;
        await bench.RunUntilSentAsync(run, nameof(MergeStep.SetProductRows));
        await ProductsAsync(bench, s_deal, ("Boat", 100), ("Anchor", 30));

        var merge = await bench.ExecuteAsync(run);

        Assert.Equal((MergeState.Failed, nameof(ChangedSincePreview)), (merge.Merge.State, merge.Merge.FailureCode));
        var rows = (await bench.View.ResultAsync("crm.item.productrow.list", new Dictionary<string, object> { ["filter"] = new Dictionary<string, object> { ["=ownerType"] = "D", ["=ownerId"] = s_deal.Id } }))!["productRows"]!.AsArray();
        Assert.Equal(["Anchor", "Boat"], rows.Select(row => (string)row!["productName"]!).Order());
    }

    [Fact]
    public async Task WriteWhoseAnswerWasLost_EditedMeanwhile_TheRestOfItIsTakenBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.UpdateAsync(s_telegram, new { comments = "wants a boat", post = "Chief" });
        await bench.View.UpdateAsync(s_anna, new { comments = "has a boat", post = "Director" });
        var run = (await bench.ApproveAsync(await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], new Dictionary<string, FieldChoice> { ["post"] = new FieldChoice.Custom("Boss") }))).Value;
        await bench.RunUntilSentAsync(run, nameof(MergeStep.UpdateRecord));
        var sent = (await bench.DetailsAsync(run)).Steps.Select(step => step.Step).OfType<MergeStep.UpdateRecord>().First();
        Assert.Equal((s_telegram, ""), (sent.Record, (string?)sent.Fields["comments"]));
        // The call arrived, and then somebody corrected one of its fields.
        await bench.View.UpdateAsync(s_telegram, sent.Fields);
        await bench.View.UpdateAsync(s_telegram, new { post = "Captain" });

        var merge = await bench.ExecuteAsync(run);

        Assert.Equal((MergeState.Failed, nameof(ChangedSincePreview)), (merge.Merge.State, merge.Merge.FailureCode));
        var card = (await bench.View.ItemAsync(s_telegram))!;
        Assert.Equal(("tg_anna", "Captain", "wants a boat"), ((string?)card["name"], (string?)card["post"], (string?)card["comments"]));
    }

    private static Task<JsonNode?> ProductsAsync(MergeBench bench, EntityRef deal, params (string Name, int Price)[] rows) => bench.View.ResultAsync(
        "crm.item.productrow.set", new { ownerType = "D", ownerId = deal.Id, productRows = rows.Select(row => new { productName = row.Name, price = row.Price, quantity = 1 }) });
}
