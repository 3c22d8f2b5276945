using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Merging;
using DedupPortal.Testing;
using DedupPortal.Web.Components.Pages.Audit;
using DedupPortal.Web.Components.Pages.Merges;
using DedupPortal.Web.Components.Shared;

namespace DedupPortal.EndToEnd.Tests.Merging;

/// <summary>Each mode once through the wizard, looked at in the portal itself, undone, looked at again, found in the history.</summary>
public sealed class MergeJourneyTests(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    private readonly Chromium _chromium = chromium;

    private BitrixView Bitrix => new(site.Bitrix);

    [Fact]
    public async Task SameType_LeadsInConflict_ChosenValuesStayAndUndoBringsTheOtherBack()
    {
        var owner = await OwnerAsync();
        var (telegram, phone) = (await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "leads", "conflict"))[0];
        var (chat, activities, comments) = (await MessengerAsync(telegram), await Bitrix.ActivitiesAsync(telegram), await Bitrix.CommentsAsync(telegram));
        var responsible = await ValueAsync(telegram, "assignedById");
        var before = await Bitrix.FingerprintsAsync(phone, telegram);
        var wizard = await WizardPages.OpenAsync(owner, telegram, phone);

        await wizard.SelectAsync(telegram, phone);
        await wizard.ChooseModeAsync(MergeMode.SameType);
        await wizard.ReadPreflightAsync();
        await wizard.ChoosePriorityAsync(phone);
        await wizard.TakeAsync(owner.Words.Of<FieldText>("assignedById"), telegram);
        await wizard.AcceptValuesAsync();
        await wizard.ApproveAsync("Один клиент: ответил в Telegram на сообщение по телефону");
        var merge = await wizard.DoneAsync();

        Assert.Null(await Bitrix.ItemAsync(telegram));
        Assert.Equal(responsible, await ValueAsync(phone, "assignedById"));
        Holds(await Bitrix.EntriesAsync(phone), chat);
        Holds(await Bitrix.ActivitiesAsync(phone), activities);
        Holds(await Bitrix.CommentsAsync(phone), comments);

        var undo = await new MergePages(owner).UndoAsync(merge);

        var again = await new MergePages(owner).CurrentAsync(merge, telegram);
        Assert.NotEqual(telegram, again);
        Assert.Equal(before, await Bitrix.FingerprintsAsync(phone, again));
        await HistoryTellsAsync(owner, merge, undo);
    }

    [Fact]
    public async Task SameType_ContactsWithDeals_DealsMoveAndComeBack()
    {
        var owner = await OwnerAsync();
        var (telegram, phone) = (await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "contacts", "clean"))[0];
        var deals = await Bitrix.DealsOfAsync(telegram);
        var before = await Bitrix.FingerprintsAsync(phone);
        var ofDeals = await Bitrix.DealsOfAsync(phone);
        var wizard = await WizardPages.OpenAsync(owner, telegram, phone);

        var merge = await wizard.MergeAsync(MergeMode.SameType, phone, "Тот же человек", telegram, phone);

        Assert.NotEmpty(deals);
        Assert.Null(await Bitrix.ItemAsync(telegram));
        Assert.Equal(deals.Concat(ofDeals).Order(), (await Bitrix.DealsOfAsync(phone)).Order());
        Assert.NotEmpty(await MessengerAsync(phone));

        var undo = await new MergePages(owner).UndoAsync(merge);

        var again = await new MergePages(owner).CurrentAsync(merge, telegram);
        Assert.Equal(deals, await Bitrix.DealsOfAsync(again));
        Assert.Equal(before, await Bitrix.FingerprintsAsync(phone));
        await HistoryTellsAsync(owner, merge, undo);
    }

    [Fact]
    public async Task LeadIntoContact_ContactGetsTheMessengerAndTheLeadIsConverted_UndoRestoresBoth()
    {
        var owner = await OwnerAsync();
        var (lead, contact) = (await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "leadIntoContact"))[0];
        var (chat, activities, comments) = (await MessengerAsync(lead), await Bitrix.ActivitiesAsync(lead), await Bitrix.CommentsAsync(lead));
        var before = await Bitrix.FingerprintsAsync(lead, contact);
        var wizard = await WizardPages.OpenAsync(owner, lead, contact);

        var merge = await wizard.MergeAsync(MergeMode.LeadIntoContact, contact, "Лид этого клиента", lead, contact);
        await wizard.NextMessageLandsAsync(contact);

        Assert.Equal("CONVERTED", await ValueAsync(lead, "stageId"));
        Assert.Equal(contact.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), await ValueAsync(lead, "contactId"));
        Holds(await Bitrix.EntriesAsync(contact), chat);
        Holds(await Bitrix.ActivitiesAsync(contact), activities);
        Holds(await Bitrix.CommentsAsync(contact), comments);

        var undo = await new MergePages(owner).UndoAsync(merge);

        Assert.Equal(before, await Bitrix.FingerprintsAsync(lead, contact));
        await HistoryTellsAsync(owner, merge, undo);
    }

    [Fact]
    public async Task ContactFromLead_NewContactIsMergedIntoTheOld_UndoRestoresBoth()
    {
        var owner = await OwnerAsync();
        var (lead, contact) = (await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "leadIntoContact"))[1];
        var chat = await MessengerAsync(lead);
        var before = await Bitrix.FingerprintsAsync(lead, contact);
        var wizard = await WizardPages.OpenAsync(owner, lead, contact);

        var merge = await wizard.MergeAsync(MergeMode.ContactFromLead, contact, "Контакт из лида", lead, contact);

        Assert.Equal("CONVERTED", await ValueAsync(lead, "stageId"));
        Holds(await Bitrix.EntriesAsync(contact), chat);

        var undo = await new MergePages(owner).UndoAsync(merge);

        Assert.Equal(before, await Bitrix.FingerprintsAsync(lead, contact));
        await HistoryTellsAsync(owner, merge, undo);
    }

    [Fact]
    public async Task SoftMerge_Leads_TheOtherGoesToTheChosenStageAndComesBackUnderItsNumber()
    {
        var owner = await OwnerAsync();
        var pairs = await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "leads", "clean");
        var (other, stays) = (pairs[0].Telegram, pairs[1].Telegram);
        var (chat, before) = (await MessengerAsync(other), await Bitrix.FingerprintsAsync(other, stays));
        var wizard = await WizardPages.OpenNewAsync(owner, await site.ScannedPortalAsync(_chromium), other, stays);

        await wizard.SelectAsync(other, stays);
        await wizard.ChooseModeAsync(MergeMode.SoftMerge);
        await wizard.ReadPreflightAsync();
        await wizard.ChoosePriorityAsync(stays);
        await wizard.MoveAsideToAsync("PROCESSED");
        await wizard.AcceptValuesAsync();
        await wizard.ApproveAsync("Мягкое объединение");
        var merge = await wizard.DoneAsync();

        Assert.Equal("PROCESSED", await ValueAsync(other, "stageId"));
        Assert.NotEmpty(chat);
        Holds(await Bitrix.EntriesAsync(stays), chat);
        Assert.Empty(await MessengerAsync(other));

        var undo = await new MergePages(owner).UndoAsync(merge);

        Assert.Equal(before, await Bitrix.FingerprintsAsync(other, stays));
        await HistoryTellsAsync(owner, merge, undo);
    }

    [Fact]
    public async Task SameType_ThreeLeads_BecomeOneAndUndoBringsBothBack()
    {
        var owner = await OwnerAsync();
        var pairs = await PairsOfTruth.ReadAsync(site.Bitrix, "hiddenNumber", "leads");
        var ((one, stays), other) = (pairs[1], pairs[2].Telegram);
        var chats = (await MessengerAsync(one)).Concat(await MessengerAsync(other)).ToList();
        var before = await Bitrix.FingerprintsAsync(stays, one, other);
        var wizard = await WizardPages.OpenNewAsync(owner, await site.ScannedPortalAsync(_chromium), stays, one, other);

        var merge = await wizard.MergeAsync(MergeMode.SameType, stays, "Три обращения одного клиента", stays, one, other);

        Assert.Null(await Bitrix.ItemAsync(one));
        Assert.Null(await Bitrix.ItemAsync(other));
        Assert.Equal(2, chats.Count);
        Holds(await Bitrix.EntriesAsync(stays), chats);

        var undo = await new MergePages(owner).UndoAsync(merge);

        var pages = new MergePages(owner);
        Assert.Equal(before, await Bitrix.FingerprintsAsync(stays, await pages.CurrentAsync(merge, one), await pages.CurrentAsync(merge, other)));
        await HistoryTellsAsync(owner, merge, undo);
    }

    /// <summary>One of three turned out to be somebody else.</summary>
    [Fact]
    public async Task OneOfThree_ComesBackAlone_ThenTheRest()
    {
        var owner = await OwnerAsync();
        var pairs = await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "leads", "clean");
        // The third clean lead is merged away for good by another journey, and journeys come in any order.
        var third = (await PairsOfTruth.ReadAsync(site.Bitrix, "hiddenNumber", "leads"))[0];
        var (stays, one, other) = (pairs[0].Telegram, pairs[1].Telegram, third.Telegram);
        var before = await Bitrix.FingerprintsAsync(stays, one, other);
        var wizard = await WizardPages.OpenNewAsync(owner, await site.ScannedPortalAsync(_chromium), stays, one, other);
        var merge = await wizard.MergeAsync(MergeMode.SoftMerge, stays, "Трое в одном", stays, one, other);
        var merged = await Bitrix.FingerprintsAsync(other);
        var pages = new MergePages(owner);

        await pages.BringBackAsync(merge, one);

        Assert.Equal(before[1], await Bitrix.FingerprintAsync(one));
        Assert.Equal(merged, await Bitrix.FingerprintsAsync(other));
        await pages.OpenAsync(merge);
        await owner.Expect(pages.Parts.GetByText(owner.Words.Of<MergeRecordPage>("PartReturned"), new() { Exact = true })).ToHaveCountAsync(1);

        await pages.UndoAsync(merge);

        Assert.Equal(before, await Bitrix.FingerprintsAsync(stays, one, other));
    }

    private Task<Visitor> OwnerAsync() => OwnerAsync(site);

    /// <summary>Both runs stand in the history: confirmed and completed, the merge with its reason.</summary>
    private static async Task HistoryTellsAsync(Visitor owner, Guid merge, Guid undo)
    {
        var audit = new AuditPages(owner);
        (Guid Run, AuditAction Confirmed, AuditAction Done)[] expected =
        [
            (merge, AuditAction.MergeApproved, AuditAction.MergeCompleted), (undo, AuditAction.UndoApproved, AuditAction.UndoCompleted),
        ];
        foreach (var (run, confirmed, done) in expected)
        {
            await audit.OpenAsync($"merge:{run}");
            foreach (var action in new[] { confirmed, done })
                await owner.Expect(audit.Entries.Filter(new() { HasText = owner.Words.Of<AuditText>(action.ToString()) })).ToHaveCountAsync(1);
        }
    }

    private static void Holds<T>(IReadOnlyCollection<T> all, IEnumerable<T> some) => Assert.All(some, one => Assert.Contains(one, all));

    private async Task<List<string>> MessengerAsync(EntityRef card) =>
        [.. (await Bitrix.EntriesAsync(card)).Where(entry => entry.StartsWith("IM/", StringComparison.Ordinal))];

    private async Task<string?> ValueAsync(EntityRef card, string field) => ((JsonNode?)(await Bitrix.ItemAsync(card))![field])?.ToString();
}
