using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>Each mode merges and is undone on the portal of the contract: contacts 120 (Telegram), 131 (phone), 144 (e-mail), leads 50 and 51, deals 77 to 79.</summary>
public sealed class MergeModesTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private const string TelegramCode = "imol|telegrambot|5|700112233|4153";
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_empty = new(EntityType.Contact, 144);
    private static readonly EntityRef s_lead = new(EntityType.Lead, 50);
    private static readonly EntityRef s_deal = new(EntityType.Deal, 77);

    [Fact]
    public async Task SameType_DifferentOwnersAndNames_MergesWithoutConflict()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);

        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Null(await bench.View.ItemAsync(s_telegram));
        Assert.Equal("Anna", (string?)(await bench.View.ItemAsync(s_anna))!["name"]);
        Assert.Equal(["IM/TELEGRAM=" + TelegramCode, "PHONE/WORK=+491701234567"], await bench.View.EntriesAsync(s_anna));
        Assert.Equal([20L, 21], await bench.View.ActivitiesAsync(s_anna));
        Assert.Contains(999L, await bench.View.CommentsAsync(s_anna));
        Assert.Equal([131L], await bench.View.ContactsOfAsync(s_deal));
        Assert.Empty(merge.Result!.Deviations);
        Assert.True(Assert.Single(merge.Result.Links!).IsHealed);
        Assert.Contains(merge.Losses, loss => loss is { Record: "contact:120", Field: "name", Value: "tg_anna", Reason: LossReason.NotChosen });
        Assert.Equal(s_anna, await bench.Agency.WithAsync<MergeQueries, EntityRef>(queries => queries.ResolveAsync(bench.Portal, s_telegram, CancellationToken.None)));
    }

    [Fact]
    public async Task SameType_Undone_BringsBothBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.UpdateAsync(s_telegram, new { UF_CRM_1720000011 = "Tver", UF_CRM_1720000012 = new[] { "boats", "bikes" }, comments = "asked twice", observers = new[] { 6 } });
        await bench.View.UpdateAsync(s_anna, new { comments = "regular", UF_CRM_1720000012 = new[] { "boats" } });
        await bench.View.ResultAsync("crm.contact.company.items.set", new { id = 120, items = new[] { new { COMPANY_ID = 12, IS_PRIMARY = "Y" } } });
        var (telegram, anna) = (await bench.View.FingerprintAsync(s_telegram), await bench.View.FingerprintAsync(s_anna));
        var deal = await bench.View.ContactsOfAsync(s_deal);
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);

        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal((MergeState.Completed, null), (undo.Merge.State, undo.Merge.FailureCode));
        Assert.Empty(undo.Result!.Deviations);
        Assert.True(EntityRef.TryParse(undo.Result.Created["contact:120"], out var again));
        Assert.Equal(anna, await bench.View.FingerprintAsync(s_anna));
        Assert.Equal(telegram, await bench.View.FingerprintAsync(again));
        Assert.Equal(deal.Select(id => id == 120 ? again.Id : id), await bench.View.ContactsOfAsync(s_deal));
        Assert.Equal(again, await bench.Agency.WithAsync<MergeQueries, EntityRef>(queries => queries.ResolveAsync(bench.Portal, s_telegram, CancellationToken.None)));
    }

    [Fact]
    public async Task SameType_ThreeContacts_AllGoIntoOne()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await bench.View.FingerprintsAsync(s_telegram, s_anna, s_empty);

        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna, s_empty]);
        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal((MergeState.Completed, MergeState.Completed), (merge.Merge.State, undo.Merge.State));
        Assert.Empty(undo.Result!.Deviations);
        Assert.True(EntityRef.TryParse(undo.Result.Created["contact:120"], out var telegram));
        Assert.True(EntityRef.TryParse(undo.Result.Created["contact:144"], out var empty));
        Assert.Equal(before, await bench.View.FingerprintsAsync(telegram, s_anna, empty));
    }

    [Fact]
    public async Task SameType_ChoicesByHand_AreWhatTheCardShows()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var choices = new Dictionary<string, FieldChoice>
        {
            ["name"] = new FieldChoice.FromRecord(s_telegram),
            ["lastName"] = new FieldChoice.Custom("Li"),
            ["sourceId"] = new FieldChoice.FromRecord(s_telegram),
            ["PHONE"] = new FieldChoice.Union([]),
        };

        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], choices);

        var card = (await bench.View.ItemAsync(s_anna))!;
        Assert.Equal(("tg_anna", "Li", "3|TELEGRAM"), ((string?)card["name"], (string?)card["lastName"], (string?)card["sourceId"]));
        Assert.Equal(["IM/TELEGRAM=" + TelegramCode], await bench.View.EntriesAsync(s_anna));
        Assert.Empty(merge.Result!.Deviations);
        Assert.Contains(merge.Losses, loss => loss is { Record: "contact:131", Field: "PHONE", Value: "+491701234567", Reason: LossReason.Unticked });
        Assert.Contains(merge.Losses, loss => loss is { Record: "contact:131", Field: "lastName", Value: "Lee", Reason: LossReason.Replaced });
    }

    [Fact]
    public async Task SameType_Deals_MergeWithProductsAndComeBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var other = new EntityRef(EntityType.Deal, 78);
        await bench.View.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = 77, productRows = new[] { new { productName = "Boat", price = 700, quantity = 2 } } });
        await bench.View.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = 78, productRows = new[] { new { productName = "Oar", price = 50, quantity = 4 } } });
        var before = await bench.View.FingerprintsAsync(s_deal, other);

        var merge = await bench.MergeAsync(MergeMode.SameType, s_deal, [s_deal, other]);
        var united = (double?)(await bench.View.ItemAsync(s_deal))!["opportunity"];
        var undo = await bench.UndoAsync(merge.Merge.Id);

        // 700 × 2 + 50 × 4
        Assert.Equal((MergeState.Completed, 1600.0), (merge.Merge.State, united));
        Assert.Equal(MergeState.Completed, undo.Merge.State);
        Assert.Empty(undo.Result!.Deviations);
        Assert.True(EntityRef.TryParse(undo.Result.Created["deal:78"], out var again));
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_deal, again));
    }

    [Fact]
    public async Task LeadIntoContact_LeadStaysAndContactGetsTheChat()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.ResultAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = 50, ENTITY_TYPE = "lead", COMMENT = "wrote at night" } });

        var merge = await bench.MergeAsync(MergeMode.LeadIntoContact, s_anna, [s_lead, s_anna]);

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        var lead = (await bench.View.ItemAsync(s_lead))!;
        Assert.Equal(("CONVERTED", 131L), ((string?)lead["stageId"], (long?)lead["contactId"]));
        Assert.Contains("IM/TELEGRAM=imol|telegrambot|5|700112244|4160", await bench.View.EntriesAsync(s_anna));
        Assert.Contains("WEB/HOME=https://t.me/tg_boris", await bench.View.EntriesAsync(s_anna));
        Assert.Contains(23L, await bench.View.ActivitiesAsync(s_anna));
        Assert.Subset((await bench.View.CommentsAsync(s_anna)).ToHashSet(), (await bench.View.CommentsAsync(s_lead)).ToHashSet());
        Assert.Equal(50L, (long?)(await bench.View.ItemAsync(s_anna))!["leadId"]);
        Assert.True(Assert.Single(merge.Result!.Links!).IsHealed);
        Assert.Empty(merge.Result.Deviations);
    }

    [Fact]
    public async Task LeadIntoContact_Undone_RestoresBothExactly()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.ResultAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = 50, ENTITY_TYPE = "lead", COMMENT = "wrote at night" } });
        var before = await bench.View.FingerprintsAsync(s_lead, s_anna);
        var merge = await bench.MergeAsync(MergeMode.LeadIntoContact, s_anna, [s_lead, s_anna], new Dictionary<string, FieldChoice> { ["name"] = new FieldChoice.FromRecord(s_lead) });

        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal(MergeState.Completed, undo.Merge.State);
        Assert.Empty(undo.Result!.Deviations);
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_lead, s_anna));
    }

    [Fact]
    public async Task ContactFromLead_MergesAndComesBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await bench.View.FingerprintsAsync(s_lead, s_anna);

        var merge = await bench.MergeAsync(MergeMode.ContactFromLead, s_anna, [s_lead, s_anna]);
        var entries = await bench.View.EntriesAsync(s_anna);
        var activities = await bench.View.ActivitiesAsync(s_anna);
        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Contains("IM/TELEGRAM=imol|telegrambot|5|700112244|4160", entries);
        Assert.Contains(23L, activities);
        Assert.Empty(merge.Result!.Deviations);
        var made = Assert.Single(merge.Result.Created).Value;
        Assert.True(EntityRef.TryParse(made, out var created));
        Assert.Null(await bench.View.ItemAsync(created));
        Assert.Equal(MergeState.Completed, undo.Merge.State);
        Assert.Empty(undo.Result!.Deviations);
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_lead, s_anna));
    }

    [Theory]
    [InlineData(MergeMode.SameType)]
    [InlineData(MergeMode.LeadIntoContact)]
    [InlineData(MergeMode.ContactFromLead)]
    [InlineData(MergeMode.SoftMerge)]
    public async Task Cost_ShownBefore_IsAboutWhatIsSent(MergeMode mode)
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(mode, s_anna, [mode is MergeMode.SameType or MergeMode.SoftMerge ? s_telegram : s_lead, s_anna]);
        var approved = await bench.ApproveAsync(draft);
        await bench.Emulator.ClearJournalAsync();

        await bench.ExecuteAsync(approved.Value);

        var sent = (await bench.Emulator.JournalAsync()).Count;
        Assert.InRange(sent, draft.Plan!.Requests - 4, draft.Plan.Requests + 4);
    }
}
