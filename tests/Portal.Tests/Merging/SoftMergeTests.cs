using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>A merge that deletes nothing: what moves, what stays, and that everything comes back under its own number.</summary>
public sealed class SoftMergeTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private const string TelegramCode = "imol|telegrambot|5|700112233|4153";
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_empty = new(EntityType.Contact, 144);
    private static readonly EntityRef s_lead = new(EntityType.Lead, 50);
    private static readonly EntityRef s_boris = new(EntityType.Lead, 51);
    private static readonly EntityRef s_deal = new(EntityType.Deal, 77);
    private static readonly EntityRef s_other = new(EntityType.Deal, 78);

    [Fact]
    public async Task Contacts_Three_SurvivorHasEverythingAndNobodyIsDeleted()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await bench.View.FingerprintsAsync(s_telegram, s_anna, s_empty);
        var deal = await bench.View.ContactsOfAsync(s_deal);

        var merge = await bench.MergeAsync(MergeMode.SoftMerge, s_anna, [s_telegram, s_anna, s_empty]);

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Empty(merge.Result!.Deviations);
        Assert.Equal((0, 2), (merge.Plan!.Losers.Count, merge.Plan.Retired.Count));
        Assert.Contains("IM/TELEGRAM=" + TelegramCode, await bench.View.EntriesAsync(s_anna));
        Assert.DoesNotContain("IM/TELEGRAM=" + TelegramCode, await bench.View.EntriesAsync(s_telegram));
        Assert.True(Assert.Single(merge.Result.Links!).IsHealed);
        Assert.Equal([131L], await bench.View.ContactsOfAsync(s_deal));
        Assert.Subset((await bench.View.ActivitiesAsync(s_anna)).ToHashSet(), (await bench.View.ActivitiesAsync(s_telegram)).ToHashSet());
        Assert.Contains("контакт 131 (Anna Lee)", await NoteAsync(bench, s_telegram, merge.Merge.Id), StringComparison.Ordinal);
        Assert.DoesNotContain("crm.entity.mergeBatch", await bench.View.WritesAsync());

        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal((MergeState.Completed, null), (undo.Merge.State, undo.Merge.FailureCode));
        Assert.Empty(undo.Result!.Deviations);
        Assert.Empty(undo.Result.Created);
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_telegram, s_anna, s_empty));
        Assert.Equal(deal, await bench.View.ContactsOfAsync(s_deal));
    }

    /// <summary>The cards still stand, so a scan would ask about them again if nothing said that they were merged.</summary>
    [Fact]
    public async Task ChosenByHand_CardsOfNoGroup_AreDecidedToBeOneUntilTheUndo()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);

        var merge = await bench.MergeAsync(MergeMode.SoftMerge, s_anna, [s_telegram, s_anna]);
        var said = await SaidAsync(bench);
        await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal((null, s_telegram, s_anna, ReviewVerdict.AssertedSame, (Guid?)merge.Merge.Id.Value), Assert.Single(said));
        Assert.Empty(await SaidAsync(bench));
    }

    [Fact]
    public async Task ChosenByHand_CardsOfAnOpenGroup_SettleIt()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var groups = new BulkBench(bench);
        var (group, elsewhere) = (await groups.GroupAsync(s_telegram, s_anna), await groups.GroupAsync(s_anna, s_empty));

        var merge = await bench.MergeAsync(MergeMode.SoftMerge, s_anna, [s_telegram, s_anna]);
        var merged = await StateAsync(bench, group);
        await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal(group.Value, merge.Merge.GroupId);
        Assert.Equal((GroupState.Merged, GroupState.Open), (merged, await StateAsync(bench, group)));
        Assert.Equal(GroupState.Open, await StateAsync(bench, elsewhere));
    }

    private static Task<List<(GroupId? Group, EntityRef First, EntityRef Second, ReviewVerdict Verdict, Guid? Merge)>> SaidAsync(MergeBench bench) => bench.Agency.DatabaseAsync(async db =>
        (await db.Set<ReviewDecision>().AsNoTracking().Where(row => row.RetractedAt == null).ToListAsync()).ConvertAll(row => (row.GroupId, row.First, row.Second, row.Verdict, row.MergeId)));

    private static Task<GroupState> StateAsync(MergeBench bench, GroupId id) =>
        bench.Agency.DatabaseAsync(db => db.Set<DuplicateGroup>().Where(group => group.Id == id).Select(group => group.State).SingleAsync());

    [Fact]
    public async Task Leads_GoToTheChosenStageAndComeBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await bench.View.FingerprintsAsync(s_lead, s_boris);
        var choices = new Dictionary<string, FieldChoice> { ["stageId"] = new FieldChoice.Custom("PROCESSED") };

        var merge = await bench.MergeAsync(MergeMode.SoftMerge, s_boris, [s_lead, s_boris], choices);
        var stages = ((string?)(await bench.View.ItemAsync(s_lead))!["stageId"], (string?)(await bench.View.ItemAsync(s_boris))!["stageId"]);
        var undo = await bench.UndoAsync(merge.Merge.Id);

        // The lead is still open there: its chat must lead to the one that stays.
        Assert.True(Assert.Single(merge.Result!.Links!).IsHealed);
        Assert.Equal("PROCESSED", stages.Item1);
        Assert.NotEqual("PROCESSED", stages.Item2);
        Assert.Empty(undo.Result!.Deviations);
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_lead, s_boris));
    }

    /// <summary>Bitrix24 itself refuses deals of two pipelines; each goes to the lost stage of its own.</summary>
    [Fact]
    public async Task Deals_OfTwoPipelines_WithProducts_MergeAndComeBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        EntityRef service = new(EntityType.Deal, 79), other = new(EntityType.Deal, 78);
        await bench.View.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = 79, productRows = new[] { new { productName = "Boat", price = 700, quantity = 2 } } });
        await bench.View.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = 78, productRows = new[] { new { productName = "Oar", price = 50, quantity = 4 } } });
        var before = await bench.View.FingerprintsAsync(s_deal, other, service);

        var merge = await bench.MergeAsync(MergeMode.SoftMerge, s_deal, [s_deal, other, service]);
        var card = (await bench.View.ItemAsync(service))!;
        var amount = (double?)(await bench.View.ItemAsync(s_deal))!["opportunity"];
        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Equal($"C{card["categoryId"]}:LOSE", (string?)card["stageId"]);
        Assert.Equal("LOSE", (string?)merge.Steps.Select(step => step.Step).OfType<MergeStep.UpdateRecord>().Single(step => step.Record == other).Fields["stageId"]);
        // 700 × 2 + 50 × 4
        Assert.Equal(1600.0, amount);
        Assert.Empty(undo.Result!.Deviations);
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_deal, other, service));
    }

    /// <summary>The portal counts an amount anew when product rows come, and again when they go: the typed one is what must come back.</summary>
    [Theory]
    [InlineData(1000)]
    [InlineData(1300)]
    public async Task TypedAmount_RowsComeAndGo_HoldsAgain(int typed)
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await TypedBesideRowsAsync(bench, typed);

        var merge = await bench.MergeAsync(MergeMode.SoftMerge, s_deal, [s_deal, s_other]);
        var merged = await AmountAsync(bench);
        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal((MergeState.Completed, 1000.0), (merge.Merge.State, merged));
        Assert.Empty(undo.Result!.Deviations);
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_deal, s_other));
    }

    [Fact]
    public async Task TypedAmount_MergeStopsAfterTheRowsCame_HoldsAgain()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await TypedBesideRowsAsync(bench, 1300);
        var approved = await bench.ApproveAsync(await bench.DraftAsync(MergeMode.SoftMerge, s_deal, [s_deal, s_other]));
        await bench.RunUntilSentAsync(approved.Value, nameof(MergeStep.AddNote));
        var between = await AmountAsync(bench);
        await bench.View.UpdateAsync(s_other, new { stageId = "EXECUTING" });

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.Failed, nameof(ChangedSincePreview)), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Equal((1000.0, 1300.0), (between, await AmountAsync(bench)));
    }

    /// <summary>A deal whose amount somebody typed, and another one with products for 1000.</summary>
    private static async Task<IReadOnlyList<string>> TypedBesideRowsAsync(MergeBench bench, int typed)
    {
        await bench.View.UpdateAsync(s_deal, new { opportunity = typed });
        await bench.View.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = s_other.Id, productRows = new[] { new { productName = "Oar", price = 500, quantity = 2 } } });
        return await bench.View.FingerprintsAsync(s_deal, s_other);
    }

    private static async Task<double?> AmountAsync(MergeBench bench) => (double?)(await bench.View.ItemAsync(s_deal))!["opportunity"];

    /// <summary>Each pipeline's stage is chosen by the portal's names; what counts as a sale is not offered.</summary>
    [Fact]
    public async Task Deals_OfTwoPipelines_GoToTheStageChosenInEach()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        EntityRef service = new(EntityType.Deal, 79), other = new(EntityType.Deal, 78);
        var proposed = (await bench.DraftAsync(MergeMode.SoftMerge, s_deal, [s_deal, other, service])).Aside!;
        var pipeline = proposed.Choices.Single(choice => choice.Pipeline.Length > 0);
        var stage = pipeline.Stages.Last(stage => stage.Id != pipeline.Chosen && stage.Name != proposed.Records.Single(record => record.Record == service).From);

        var first = proposed.With("", "PREPARATION");
        var one = (await bench.DraftAsync(MergeMode.SoftMerge, s_deal, [s_deal, other, service], new Dictionary<string, FieldChoice> { ["stageId"] = first! })).Aside!;
        var draft = await bench.DraftAsync(
            MergeMode.SoftMerge, s_deal, [s_deal, other, service], new Dictionary<string, FieldChoice> { ["stageId"] = one.With(pipeline.Pipeline, stage.Id)! });
        var merge = await bench.ExecuteAsync((await bench.ApproveAsync(draft)).Value);
        var stages = ((string?)(await bench.View.ItemAsync(other))!["stageId"], (string?)(await bench.View.ItemAsync(service))!["stageId"]);

        Assert.Equal(2, proposed.Choices.Count);
        Assert.All(proposed.Choices, choice => Assert.NotEmpty(choice.Name));
        Assert.DoesNotContain(proposed.Choices.SelectMany(choice => choice.Stages), option => option.Id.EndsWith("WON", StringComparison.Ordinal));
        Assert.Equal((stage.Name, true), (draft.Aside!.Records.Single(record => record.Record == service).To, draft.Aside.Choices.All(choice => choice.IsChosenByHand)));
        Assert.Equal((MergeState.Completed, ("PREPARATION", stage.Id)), (merge.Merge.State, stages));
    }

    [Fact]
    public async Task StagesKept_NothingMovesAside()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = ((string?)(await bench.View.ItemAsync(s_lead))!["stageId"], await bench.View.FingerprintsAsync(s_lead, s_boris));

        var draft = await bench.DraftAsync(MergeMode.SoftMerge, s_boris, [s_lead, s_boris], new Dictionary<string, FieldChoice> { ["stageId"] = new FieldChoice.Cleared() });
        var merge = await bench.ExecuteAsync((await bench.ApproveAsync(draft)).Value);
        var stage = (string?)(await bench.View.ItemAsync(s_lead))!["stageId"];
        await bench.UndoAsync(merge.Merge.Id);

        Assert.True(draft.Aside!.KeepsStages);
        Assert.Null(Assert.Single(draft.Aside.Records).To);
        Assert.Equal(before.Item1, stage);
        Assert.True(Assert.Single(merge.Result!.Links!).IsHealed);
        Assert.Equal(before.Item2, await bench.View.FingerprintsAsync(s_lead, s_boris));
    }

    [Fact]
    public async Task ConvertedStage_IsNoPlaceForADuplicate()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SoftMerge, s_boris, [s_lead, s_boris]);

        var chosen = await bench.Agency.WithAsync<MergeDrafts, Result<int>>(
            drafts => drafts.ChooseFieldAsync(draft.Id, draft.Version, "stageId", new FieldChoice.Custom("CONVERTED"), CancellationToken.None));

        Assert.IsType<ChoiceInvalid>(chosen.Failure);
    }

    [Fact]
    public async Task Companies_WithContactsAndDeals_ComeBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var acme = new EntityRef(EntityType.Company, 12);
        var other = await bench.View.AddAsync(EntityType.Company, new { title = "Acme Ltd", contactIds = new[] { 144 }, fm = new { n0 = new { typeId = "EMAIL", valueType = "WORK", value = "office@example.com" } } });
        var deal = await bench.View.AddAsync(EntityType.Deal, new { title = "Fleet", companyId = other.Id });
        var before = await bench.View.FingerprintsAsync(acme, other, deal);

        var merge = await bench.MergeAsync(MergeMode.SoftMerge, acme, [acme, other]);
        var owner = (long?)(await bench.View.ItemAsync(deal))!["companyId"];
        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal((MergeState.Completed, 12L), (merge.Merge.State, owner));
        Assert.Contains(144L, await bench.View.ContactsOfAsync(other));
        Assert.Empty(undo.Result!.Deviations);
        Assert.Equal(before, await bench.View.FingerprintsAsync(acme, other, deal));
    }

    [Fact]
    public async Task StageOfOtherModes_IsNotChosen()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_boris, [s_lead, s_boris]);

        var chosen = await bench.Agency.WithAsync<MergeDrafts, Result<int>>(
            drafts => drafts.ChooseFieldAsync(draft.Id, draft.Version, "stageId", new FieldChoice.Custom("JUNK"), CancellationToken.None));

        Assert.Equal("stageId", Assert.IsType<ChoiceInvalid>(chosen.Failure).Field);
    }

    [Fact]
    public async Task MovedAsideRecord_ChangedLater_KeepsItsEditUnlessTicked()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var merge = await bench.MergeAsync(MergeMode.SoftMerge, s_boris, [s_lead, s_boris]);
        await bench.View.UpdateAsync(s_lead, new { stageId = "IN_PROCESS" });

        var plan = await bench.Agency.WithAsync<MergeUndo, Result<UndoPlan>>(undo => undo.PreviewAsync(merge.Merge.Id, new HashSet<string>(), CancellationToken.None));
        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Contains(plan.Value.LaterEdits, edit => edit is { Key: "lead:50.stageId", AfterMerge: "JUNK", Now: "IN_PROCESS" });
        Assert.Equal("IN_PROCESS", (string?)(await bench.View.ItemAsync(s_lead))!["stageId"]);
        Assert.Contains("lead:50.stageId", undo.Result!.Kept);
    }

    private static async Task<string> NoteAsync(MergeBench bench, EntityRef record, MergeId run)
    {
        var rows = await bench.View.ResultAsync("crm.timeline.comment.list", new { filter = new { ENTITY_ID = record.Id, ENTITY_TYPE = record.TypeName } });
        var note = Assert.Single(rows!.AsArray(), row => ((string)row!["COMMENT"]!).Contains(run.ToString(), StringComparison.Ordinal));
        return (string)note!["COMMENT"]!;
    }
}
