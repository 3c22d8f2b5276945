using DedupPortal.Bitrix24;
using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Testing;
using DedupPortal.Web.Components.Pages.Merges;
using DedupPortal.Web.Components.Pages.Merging;
using DedupPortal.Web.Components.Shared;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Merging;

/// <summary>What goes wrong between two people, or between the product and the portal, gets a sentence and loses nothing.</summary>
public sealed class TroubleTests(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    private BitrixView Bitrix => new(site.Bitrix);

    [Fact]
    public async Task TwoPeople_SameGroup_TheSecondIsToldAndNothingIsMergedTwice()
    {
        var owner = await OwnerAsync(site);
        var colleague = await ColleagueAsync(site, owner, MemberRole.Operator, "Борис Второй", "boris@polden.example");
        var (telegram, phone) = (await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "leads", "clean"))[2];
        var first = await WizardPages.OpenAsync(owner, telegram, phone);
        await first.SelectAsync(telegram, phone);
        await first.ChooseModeAsync(MergeMode.SameType);
        await first.ReadPreflightAsync();
        await first.StandsAtAsync(DraftStep.Values);
        var second = await WizardPages.OpenAsync(colleague, telegram, phone);
        await second.StandsAtAsync(DraftStep.Values);

        await first.ChoosePriorityAsync(phone);
        await first.AcceptValuesAsync();
        await first.ApproveAsync("Первый успел");
        await first.DoneAsync();
        await colleague.Button(colleague.Words.Of<ValuesStep>("Continue")).ClickAsync();

        await colleague.Expect(second.Alert).ToContainTextAsync(colleague.Words.Of<FailureText>(nameof(DraftApproved)));
        Assert.NotNull(await Bitrix.ItemAsync(phone));
        Assert.Null(await Bitrix.ItemAsync(telegram));
    }

    [Fact]
    public async Task CardDeletedInThePortal_BetweenReviewAndMerge_IsNamedAndNothingIsWritten()
    {
        var owner = await OwnerAsync(site);
        var (telegram, phone) = (await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "companies", "clean"))[1];
        var wizard = await WizardPages.OpenAsync(owner, telegram, phone);
        await wizard.ReachFinalAsync(MergeMode.SameType, phone, telegram, phone);
        var before = await Bitrix.FingerprintAsync(phone);

        await Bitrix.ResultAsync("crm.company.delete", new { id = telegram.Id });
        await wizard.ApproveAsync("Одна фирма");

        await owner.Expect(wizard.Alert).ToContainTextAsync(owner.Words.Of<RunFailure>("TakenBack"));
        await owner.Expect(wizard.Alert).ToContainTextAsync(owner.Words.Of<FailureText>("RecordGone_Next"));
        Assert.Equal(before, await Bitrix.FingerprintAsync(phone));
    }

    [Fact]
    public async Task PortalAnswersConflict_NothingChangesAndThePortalsOwnPageIsOffered_ThenAnUndoLeavesALaterEditAlone()
    {
        var owner = await OwnerAsync(site);
        var (telegram, phone) = (await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "contacts", "conflict"))[0];
        var before = await Bitrix.FingerprintsAsync(telegram, phone);
        var former = await ResponsibleAsync(phone);
        var wizard = await WizardPages.OpenAsync(owner, telegram, phone);
        await wizard.ReachFinalAsync(MergeMode.SameType, phone, telegram, phone);

        await site.Bitrix.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "conflict", calls = new[] { 1 } });
        await wizard.ApproveAsync("Один клиент");

        await owner.Expect(wizard.Alert).ToContainTextAsync(owner.Words.Of<RunFailure>("TakenBack"), new() { Timeout = 60_000 });
        var ownPage = await wizard.Alert.GetByRole(AriaRole.Link, new() { Name = owner.Words.Of<RunFailure>("OpenInPortal"), Exact = true }).GetAttributeAsync("href");
        Assert.EndsWith($"/crm/contact/merge/?id={phone.Id},{telegram.Id}", ownPage, StringComparison.Ordinal);
        Assert.Equal(before, await Bitrix.FingerprintsAsync(telegram, phone));

        await site.Bitrix.ClearFaultsAsync();
        wizard = await WizardPages.OpenAsync(owner, telegram, phone);
        await wizard.SelectAsync(telegram, phone);
        await wizard.ChooseModeAsync(MergeMode.SameType);
        await wizard.ReadPreflightAsync();
        await wizard.ChoosePriorityAsync(phone);
        await wizard.TakeAsync(owner.Words.Of<FieldText>("assignedById"), telegram);
        await wizard.AcceptValuesAsync();
        await wizard.ApproveAsync("Теперь получилось");
        var merge = await wizard.DoneAsync();
        // The merge gave the card to another manager; since then somebody gave it to a third one.
        long[] managers = [await ResponsibleAsync(phone), former];
        var third = Enumerable.Range(2, 5).Select(user => (long)user).Except(managers).First();
        await Bitrix.UpdateAsync(phone, new { assignedById = third });

        var pages = new MergePages(owner);
        await pages.OpenAsync(merge);
        await pages.UndoLink.ClickAsync();
        await owner.Expect(owner.Page.GetByRole(AriaRole.Region, new() { Name = owner.Words.Of<UndoPage>("LaterEdits"), Exact = true })).ToContainTextAsync(owner.Words.Of<FieldText>("assignedById"));
        await pages.UndoAsync(merge);

        Assert.Equal(third, await ResponsibleAsync(phone));
        Assert.Equal(before[0], await Bitrix.FingerprintAsync(await pages.CurrentAsync(merge, telegram)));
    }

    private async Task<long> ResponsibleAsync(EntityRef card) => (long)(await Bitrix.ItemAsync(card))!["assignedById"]!;
}
