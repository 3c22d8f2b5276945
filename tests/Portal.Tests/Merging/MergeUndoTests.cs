using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>Undo when the world has gone on since the merge.</summary>
public sealed class MergeUndoTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_empty = new(EntityType.Contact, 144);
    private static readonly EntityRef s_lead = new(EntityType.Lead, 50);
    private static readonly EntityRef s_boris = new(EntityType.Lead, 51);
    private static readonly Dictionary<string, FieldChoice> s_renamed = new() { ["name"] = new FieldChoice.FromRecord(s_telegram) };

    [Fact]
    public async Task FieldEditedSince_IsKeptAndReported()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], s_renamed);
        await bench.View.UpdateAsync(s_anna, new { name = "Anna Maria", post = "Chief" });

        var undo = await bench.UndoAsync(merge.Merge.Id);

        var card = (await bench.View.ItemAsync(s_anna))!;
        Assert.Equal(("Anna Maria", "Chief"), ((string?)card["name"], (string?)card["post"]));
        var edit = Assert.Single(undo.Undo!.LaterEdits);
        Assert.Equal(("contact:131.name", "Anna", "tg_anna", "Anna Maria", false), (edit.Key, edit.Before, edit.AfterMerge, edit.Now, edit.Overwritten));
        Assert.Contains("contact:131.name", undo.Result!.Kept);
    }

    [Fact]
    public async Task FieldEditedSince_Ticked_IsRestored()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], s_renamed);
        await bench.View.UpdateAsync(s_anna, new { name = "Anna Maria", post = "Chief" });

        await bench.UndoAsync(merge.Merge.Id, "contact:131.name");

        var card = (await bench.View.ItemAsync(s_anna))!;
        Assert.Equal(("Anna", "Chief"), ((string?)card["name"], (string?)card["post"]));
    }

    [Fact]
    public async Task NewActivityAndPhoneSince_StayWhereTheyAre()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        await bench.View.UpdateAsync(s_anna, new { fm = new { n0 = new { typeId = "PHONE", valueType = "HOME", value = "+491701234999" } } });
        var activity = (long)(await bench.View.ResultAsync("crm.activity.add", new
        {
            fields = new { OWNER_TYPE_ID = 3, OWNER_ID = 131, TYPE_ID = 1, SUBJECT = "Meeting", RESPONSIBLE_ID = 1 },
        }))!;

        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal(MergeState.Completed, undo.Merge.State);
        Assert.Contains("PHONE/HOME=+491701234999", await bench.View.EntriesAsync(s_anna));
        Assert.Equal([21L, activity], await bench.View.ActivitiesAsync(s_anna));
    }

    [Fact]
    public async Task DealDeletedAndDealGivenAway_AreNamedAndLeftAlone()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var extra = await bench.View.AddAsync(EntityType.Deal, new { title = "Third", contactIds = new[] { 120 } });
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        await bench.View.ResultAsync("crm.item.delete", new { entityTypeId = 2, id = 77 });
        await bench.View.ResultAsync("crm.deal.contact.items.set", new { id = extra.Id, items = new[] { new { CONTACT_ID = 144 } } });

        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal(["deal:77", $"{extra}.contacts"], undo.Undo!.Missing);
        Assert.Equal([144L], await bench.View.ContactsOfAsync(extra));
        Assert.Equal(MergeState.Completed, undo.Merge.State);
    }

    [Fact]
    public async Task MainPhoneUnticked_ComesBackAsTheMainPhone()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.UpdateAsync(s_anna, new { fm = new { n0 = new { typeId = "PHONE", valueType = "HOME", value = "+491701234999" } } });
        var before = await bench.View.FingerprintAsync(s_anna);
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], new Dictionary<string, FieldChoice> { ["PHONE"] = new FieldChoice.Union([await KeyAsync(bench, "+491701234999")]) });
        var main = (string?)(await bench.View.ItemAsync(s_anna))!["phone"];

        await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal("+491701234999", main);
        Assert.Equal("+491701234567", (string?)(await bench.View.ItemAsync(s_anna))!["phone"]);
        Assert.Equal(before, await bench.View.FingerprintAsync(s_anna));
    }

    [Fact]
    public async Task SecondUndo_IsRefusedAndNamesTheFirst()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var merge = await bench.MergeAsync(MergeMode.LeadIntoContact, s_anna, [s_lead, s_anna]);
        var undo = await bench.UndoAsync(merge.Merge.Id);

        var again = await bench.Agency.WithAsync<MergeUndo, Result<UndoPlan>>(service => service.PreviewAsync(merge.Merge.Id, new HashSet<string>(), CancellationToken.None));
        var ofUndo = await bench.Agency.WithAsync<MergeUndo, Result<UndoPlan>>(service => service.PreviewAsync(undo.Merge.Id, new HashSet<string>(), CancellationToken.None));

        Assert.Equal(undo.Merge.Id.Value, Assert.IsType<UndoneAlready>(again.Failure).Undo);
        Assert.IsType<NotUndoable>(ofUndo.Failure);
        Assert.Equal(undo.Merge.Id, (await bench.DetailsAsync(merge.Merge.Id)).Merge.UndoneBy);
    }

    [Fact]
    public async Task ChainOfMerges_LatestIsUndoneFirst()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await bench.View.FingerprintsAsync(s_telegram, s_anna, s_empty);
        var first = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        var second = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_empty, s_anna]);

        var tooEarly = await bench.Agency.WithAsync<MergeUndo, Result<UndoPlan>>(service => service.PreviewAsync(first.Merge.Id, new HashSet<string>(), CancellationToken.None));
        var undoSecond = await bench.UndoAsync(second.Merge.Id);
        var undoFirst = await bench.UndoAsync(first.Merge.Id);

        Assert.Equal(second.Merge.Id.Value, Assert.IsType<LaterMergeFirst>(tooEarly.Failure).Merge);
        Assert.True(EntityRef.TryParse(undoSecond.Result!.Created["contact:144"], out var empty));
        Assert.True(EntityRef.TryParse(undoFirst.Result!.Created["contact:120"], out var telegram));
        Assert.Equal(before, await bench.View.FingerprintsAsync(telegram, s_anna, empty));
    }

    [Fact]
    public async Task PlanChangedBetweenPreviewAndApproval_IsRefused()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], s_renamed);
        var none = new HashSet<string>();
        var plan = await bench.Agency.WithAsync<MergeUndo, Result<UndoPlan>>(service => service.PreviewAsync(merge.Merge.Id, none, CancellationToken.None));
        await bench.View.UpdateAsync(s_anna, new { name = "Anna Maria" });

        var approved = await bench.Agency.WithAsync<MergeUndo, Result<MergeId>>(service => service.ApproveAsync(merge.Merge.Id, plan.Value.Hash, none, "key", null, CancellationToken.None));

        Assert.IsType<UndoPlanChanged>(approved.Failure);
    }

    [Fact]
    public async Task Leads_WithContactThatCameFromTheLoser_ComeBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var child = await bench.View.AddAsync(EntityType.Contact, new { name = "Child", leadId = 50 });
        var before = await bench.View.FingerprintsAsync(s_lead, s_boris);
        var merge = await bench.MergeAsync(MergeMode.SameType, s_boris, [s_lead, s_boris]);
        var moved = (long?)(await bench.View.ItemAsync(child))!["leadId"];

        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal(51L, moved);
        Assert.Empty(undo.Result!.Deviations);
        Assert.True(EntityRef.TryParse(undo.Result.Created["lead:50"], out var again));
        Assert.Equal(again.Id, (long?)(await bench.View.ItemAsync(child))!["leadId"]);
        Assert.Equal(before, await bench.View.FingerprintsAsync(again, s_boris));
    }

    [Fact]
    public async Task Companies_WithContactsDealsAndRequisites_ComeBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var acme = new EntityRef(EntityType.Company, 12);
        var other = await bench.View.AddAsync(EntityType.Company, new { title = "Acme Ltd", contactIds = new[] { 144 }, fm = new { n0 = new { typeId = "EMAIL", valueType = "WORK", value = "office@example.com" } } });
        var deal = await bench.View.AddAsync(EntityType.Deal, new { title = "Fleet", companyId = other.Id });
        await bench.View.ResultAsync("crm.requisite.add", new { fields = new { ENTITY_TYPE_ID = 4, ENTITY_ID = other.Id, NAME = "Main", RQ_INN = "7700000000" } });
        var before = await bench.View.FingerprintsAsync(acme, other);

        var merge = await bench.MergeAsync(MergeMode.SameType, acme, [acme, other]);
        var owner = (long?)(await bench.View.ItemAsync(deal))!["companyId"];
        var undo = await bench.UndoAsync(merge.Merge.Id);

        Assert.Equal((MergeState.Completed, 12L), (merge.Merge.State, owner));
        Assert.Empty(undo.Result!.Deviations);
        Assert.True(EntityRef.TryParse(undo.Result.Created[other.ToString()], out var again));
        Assert.Equal(again.Id, (long?)(await bench.View.ItemAsync(deal))!["companyId"]);
        Assert.Equal(before, await bench.View.FingerprintsAsync(acme, again));
        Assert.Equal(["7700000000"], await RequisitesAsync(bench, again));
        Assert.Empty(await RequisitesAsync(bench, acme));
    }

    [Fact]
    public async Task EveryWrite_HasIntentAndOutcomeInTheHistory()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], s_renamed);
        var undo = await bench.UndoAsync(merge.Merge.Id);

        var page = await bench.Agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter(Portal: bench.Portal.Value), 0, 500, CancellationToken.None));
        int Count(AuditAction action) => page.Entries.Count(entry => entry.Action == action);

        Assert.Equal((merge.Steps.Count, merge.Steps.Count), (Count(AuditAction.MergeWriteSent), Count(AuditAction.MergeWriteOutcome)));
        Assert.Equal((undo.Steps.Count, undo.Steps.Count), (Count(AuditAction.UndoWriteSent), Count(AuditAction.UndoWriteOutcome)));
        Assert.Equal([1, 1, 1, 1], new[] { AuditAction.MergeApproved, AuditAction.MergeCompleted, AuditAction.UndoApproved, AuditAction.UndoCompleted }.Select(Count).ToList());
        var intent = page.Entries.Last(entry => entry.Action is AuditAction.MergeWriteSent && entry.Payload.Contains("\"target\":\"contact:131\"", StringComparison.Ordinal));
        Assert.Contains("\"before\":{\"name\":\"Anna\"", intent.Payload, StringComparison.Ordinal);
        Assert.Equal("Acting Operator", intent.ActorName);
    }

    private static async Task<string> KeyAsync(MergeBench bench, string phone) =>
        $"contact:131#{(await bench.View.ItemAsync(s_anna))!["fm"]!.AsArray().Single(entry => (string)entry!["value"]! == phone)!["id"]}";

    private static async Task<List<string>> RequisitesAsync(MergeBench bench, EntityRef record) =>
        [.. (await bench.View.ResultAsync("crm.requisite.list", new { filter = new { ENTITY_TYPE_ID = (int)record.Type, ENTITY_ID = record.Id } }))!.AsArray().Select(row => (string)row!["RQ_INN"]!)];
}
