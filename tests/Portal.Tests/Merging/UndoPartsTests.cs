using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>Undo beyond the plain case: one record of a group, an undo of an undo, chains, halves, and people who went on working.</summary>
public sealed class UndoPartsTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private static readonly HashSet<string> s_nothing = [];
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_empty = new(EntityType.Contact, 144);
    private static readonly EntityRef s_lead = new(EntityType.Lead, 50);
    private static readonly EntityRef s_boris = new(EntityType.Lead, 51);

    [Theory]
    [InlineData(MergeMode.SameType)]
    [InlineData(MergeMode.SoftMerge)]
    public async Task OneOfThree_ComesBack_ThenTheRest(MergeMode mode)
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.UpdateAsync(s_telegram, new { post = "Sailor", comments = "asked twice", UF_CRM_1720000012 = new[] { "boats" }, observers = new[] { 6 } });
        await bench.View.UpdateAsync(s_empty, new { birthdate = "1980-05-01", comments = "came by", UF_CRM_1720000012 = new[] { "bikes" } });
        await bench.View.AddAsync(EntityType.Deal, new { title = "Of both", contactIds = new[] { 120, 144 } });
        var before = await bench.View.FingerprintsAsync(s_telegram, s_anna, s_empty);
        var merge = await bench.MergeAsync(mode, s_anna, [s_telegram, s_anna, s_empty]);

        var part = await bench.UndoAsync(merge.Merge.Id, s_telegram);
        var telegram = Current(part, s_telegram);
        var card = (await bench.View.ItemAsync(s_anna))!;
        var twice = await PreviewAsync(bench, merge.Merge.Id, s_telegram);

        Assert.Equal((MergeState.Completed, null, "contact:120"), (part.Merge.State, part.Merge.FailureCode, part.Merge.UndoneRecord));
        Assert.Empty(part.Result!.Deviations);
        Assert.Equal(mode is MergeMode.SoftMerge ? before[0] : Shared(before[0]), mode is MergeMode.SoftMerge ? await bench.View.FingerprintAsync(telegram) : Shared(await bench.View.FingerprintAsync(telegram)));
        Assert.Equal(("", "1980-05-01", "came by"), ((string?)card["post"] ?? "", ((string)card["birthdate"]!)[..10], (string?)card["comments"]));
        Assert.Equal(["bikes"], card["UF_CRM_1720000012"]!.AsArray().Select(value => (string)value!));
        Assert.DoesNotContain(await bench.View.EntriesAsync(s_anna), entry => entry.StartsWith("IM/", StringComparison.Ordinal));
        Assert.IsType<UndoneAlready>(twice.Failure);
        Assert.Null((await bench.DetailsAsync(merge.Merge.Id)).Merge.UndoneBy);
        Assert.Equal(part.Merge.Id, Assert.Single((await bench.DetailsAsync(merge.Merge.Id)).Parts).Id);

        var rest = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal((MergeState.Completed, null), (rest.Merge.State, rest.Merge.FailureCode));
        Assert.Empty(rest.Result!.Deviations);
        Assert.Equal(before, await bench.View.FingerprintsAsync(telegram, s_anna, Current(rest, s_empty)));

        // The deal of both is compared apart: 144 gets its number back last.
        static string Shared(string fingerprint) => fingerprint[..fingerprint.IndexOf("\"deals\"", StringComparison.Ordinal)];
    }

    [Theory]
    [InlineData(MergeMode.SameType, true)]
    [InlineData(MergeMode.SameType, false)]
    [InlineData(MergeMode.SoftMerge, true)]
    [InlineData(MergeMode.SoftMerge, false)]
    public async Task OneOfThreeDeals_ComesBack_TypedAmountHoldsAgain(MergeMode mode, bool withProductsFirst)
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var survivor = await bench.View.AddAsync(EntityType.Deal, new { title = "Typed", opportunity = 500, isManualOpportunity = "N" });
        var products = await bench.View.AddAsync(EntityType.Deal, new { title = "Boat" });
        var plain = await bench.View.AddAsync(EntityType.Deal, new { title = "Plain", sourceDescription = "came by" });
        await bench.View.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = products.Id, productRows = new[] { new { productName = "Boat", price = 40, quantity = 2 } } });
        var before = await bench.View.FingerprintsAsync(survivor, products, plain);
        var merge = await bench.MergeAsync(mode, survivor, [survivor, products, plain]);
        Assert.Equal(80, (int)(await bench.View.ItemAsync(survivor))!["opportunity"]!);

        var part = await bench.UndoAsync(merge.Merge.Id, withProductsFirst ? products : plain);

        Assert.Equal((MergeState.Completed, null), (part.Merge.State, part.Merge.FailureCode));
        Assert.Empty(part.Result!.Deviations);
        Assert.Equal(withProductsFirst ? 500 : 80, (int)(await bench.View.ItemAsync(survivor))!["opportunity"]!);
        var rest = await bench.UndoAsync(merge.Merge.Id);
        Assert.Equal((MergeState.Completed, null), (rest.Merge.State, rest.Merge.FailureCode));
        Assert.Empty(rest.Result!.Deviations);
        EntityRef Now(EntityRef record) => Current(part, record) is var made && made != record ? made : Current(rest, record);
        Assert.Equal(before, await bench.View.FingerprintsAsync(survivor, Now(products), Now(plain)));
    }

    [Fact]
    public async Task OneOfTwoLeads_ComesBackFromTheContact()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await bench.View.FingerprintsAsync(s_lead, s_boris, s_anna);
        var merge = await bench.MergeAsync(MergeMode.LeadIntoContact, s_anna, [s_lead, s_boris, s_anna]);
        var boris = await bench.View.FingerprintAsync(s_boris);

        var part = await bench.UndoAsync(merge.Merge.Id, s_lead);

        Assert.Empty(part.Result!.Deviations);
        Assert.Equal(before[0], await bench.View.FingerprintAsync(s_lead));
        Assert.Equal(boris, await bench.View.FingerprintAsync(s_boris));
        Assert.DoesNotContain("IM/TELEGRAM=imol|telegrambot|5|700112244|4160", await bench.View.EntriesAsync(s_anna));

        var rest = await bench.UndoAsync(merge.Merge.Id);

        Assert.Empty(rest.Result!.Deviations);
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_lead, s_boris, s_anna));
    }

    /// <summary>The survivor of the first merge is a loser of the second: its undo gives it another number, which the first one's undo must find.</summary>
    [Fact]
    public async Task Chain_WhereTheSurvivorWasMergedOn_ComesBackLatestFirst()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.ResultAsync("crm.requisite.add", new { fields = new { ENTITY_TYPE_ID = 3, ENTITY_ID = 131, NAME = "Main", RQ_INN = "7700000000" } });
        var before = await bench.View.FingerprintsAsync(s_telegram, s_anna, s_empty);
        var first = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        var second = await bench.MergeAsync(MergeMode.SameType, s_empty, [s_anna, s_empty]);

        var tooEarly = await PreviewAsync(bench, first.Merge.Id, null);
        var undoSecond = await bench.UndoAsync(second.Merge.Id);
        var anna = Current(undoSecond, s_anna);
        var undoFirst = await bench.UndoAsync(first.Merge.Id);

        Assert.Equal(second.Merge.Id.Value, Assert.IsType<LaterMergeFirst>(tooEarly.Failure).Merge);
        Assert.NotEqual(s_anna, anna);
        Assert.Equal((MergeState.Completed, null), (undoFirst.Merge.State, undoFirst.Merge.FailureCode));
        Assert.Empty(undoFirst.Result!.Deviations);
        Assert.Equal(before, await bench.View.FingerprintsAsync(Current(undoFirst, s_telegram), anna, s_empty));
        Assert.Equal(anna, await bench.Agency.WithAsync<MergeQueries, EntityRef>(queries => queries.ResolveAsync(bench.Portal, s_anna, CancellationToken.None)));
    }

    [Fact]
    public async Task HalfAMerge_IsUndone()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await bench.View.FingerprintsAsync(s_telegram, s_anna, s_empty);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna, s_empty], new Dictionary<string, FieldChoice> { ["lastName"] = new FieldChoice.Custom("Li") });
        var approved = await bench.ApproveAsync(draft);
        await bench.Emulator.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "partialMerge", after = 1, calls = new[] { 1 } });
        var half = await bench.ExecuteAsync(approved.Value);

        var undo = await bench.UndoAsync(approved.Value);
        var resumed = await bench.Agency.WithAsync<MergeApproval, Result<Done>>(approval => approval.ResumeAsync(approved.Value, CancellationToken.None));
        var again = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_anna, s_empty]);

        Assert.Equal(MergeState.NeedsAttention, half.Merge.State);
        Assert.Equal((MergeState.Completed, null), (undo.Merge.State, undo.Merge.FailureCode));
        Assert.Empty(undo.Result!.Deviations);
        Assert.Equal(before, await bench.View.FingerprintsAsync(Current(undo, s_telegram), s_anna, s_empty));
        Assert.IsType<NotResumable>(resumed.Failure);
        Assert.True((await bench.ApproveAsync(again)).Succeeded);
    }

    [Fact]
    public async Task WorkDoneSinceTheMerge_StaysAndIsNoDeviation()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], new Dictionary<string, FieldChoice> { ["lastName"] = new FieldChoice.Custom("Li") });
        await bench.View.UpdateAsync(s_anna, new { post = "Captain", fm = new { n0 = new { typeId = "EMAIL", valueType = "WORK", value = "anna@example.com" } } });
        await bench.View.ResultAsync("crm.contact.company.items.set", new { id = 131, items = new[] { new { COMPANY_ID = 12, IS_PRIMARY = "Y" } } });

        var undo = await bench.UndoAsync(merge.Merge.Id);

        var card = (await bench.View.ItemAsync(s_anna))!;
        Assert.Equal(("Captain", "Lee"), ((string?)card["post"], (string?)card["lastName"]));
        Assert.Contains("EMAIL/WORK=anna@example.com", await bench.View.EntriesAsync(s_anna));
        Assert.Empty(undo.Result!.Deviations);
    }

    [Fact]
    public async Task UndoOfAnUndo_IsTheMergeAgain()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var entry = (await bench.View.ItemAsync(s_telegram))!["fm"]!.AsArray().Single()!["id"];
        var choices = new Dictionary<string, FieldChoice>
        {
            ["name"] = new FieldChoice.FromRecord(s_telegram), ["lastName"] = new FieldChoice.Custom("Li"), ["IM"] = new FieldChoice.Union([$"contact:120#{entry}"]), ["PHONE"] = new FieldChoice.Union([]),
        };
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], choices);
        var merged = Without(await bench.View.FingerprintAsync(s_anna));
        var holds = await RepeatAsync(bench, merge.Merge.Id);
        var undo = await bench.UndoAsync(merge.Merge.Id);

        var draft = (await RepeatAsync(bench, undo.Merge.Id)).Value;
        var view = await bench.ReviewedAsync(draft);
        var approved = await bench.ApproveAsync(view);
        var again = await bench.ExecuteAsync(approved.Value);

        Assert.IsType<NotRepeatable>(holds.Failure);
        Assert.Equal((MergeState.Completed, null), (again.Merge.State, again.Merge.FailureCode));
        Assert.Equal(merged, Without(await bench.View.FingerprintAsync(s_anna)));
        var back = await bench.UndoAsync(again.Merge.Id);
        Assert.Empty(back.Result!.Deviations);

        // Notes have numbers of their own.
        static string Without(string fingerprint) => fingerprint[..fingerprint.IndexOf("\"comments\":[", StringComparison.Ordinal)];
    }

    [Fact]
    public async Task NinetyDaysLater_TheMergeIsStillUndone()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await bench.View.FingerprintsAsync(s_telegram, s_anna);
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        await bench.Agency.DatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update portal.merges set approved_at = approved_at - interval '91 days', started_at = started_at - interval '91 days', finished_at = finished_at - interval '91 days'"));

        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Empty(undo.Result!.Deviations);
        Assert.Equal(before, await bench.View.FingerprintsAsync(Current(undo, s_telegram), s_anna));
    }

    private static EntityRef Current(MergeDetails undo, EntityRef record) =>
        EntityRef.TryParse(undo.Result!.Created.GetValueOrDefault(record.ToString()), out var made) ? made : record;

    private static Task<Result<UndoPlan>> PreviewAsync(MergeBench bench, MergeId merge, EntityRef? only) =>
        bench.Agency.WithAsync<MergeUndo, Result<UndoPlan>>(undo => undo.PreviewAsync(merge, only, s_nothing, CancellationToken.None));

    private static Task<Result<MergeDraftId>> RepeatAsync(MergeBench bench, MergeId run) =>
        bench.Agency.WithAsync<MergeDrafts, Result<MergeDraftId>>(drafts => drafts.RepeatAsync(run, CancellationToken.None));
}
