using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Testing;
using DedupPortal.Web.Components.Pages.Merging;
using DedupPortal.Web.Components.Shared;

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
}
