using DedupPortal.Duplicates;
using DedupPortal.EndToEnd.Tests.Merging;
using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Storage;
using DedupPortal.Web;
using DedupPortal.Web.Components.Shared;

namespace DedupPortal.EndToEnd.Tests.Review;

/// <summary>What the queue offers, what people decide there, and that later scans know it.</summary>
public sealed class DecisionTests(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    private readonly Chromium _chromium = chromium;

    [Fact]
    public async Task Queue_AfterTheScan_OffersThePairsOfTheTruth()
    {
        var owner = await OwnerAsync(site);
        var review = new ReviewPages(owner);
        var pairs = await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "contacts", "clean");

        foreach (var (telegram, phone) in pairs.Skip(1))
            await owner.Expect(await review.FindAsync(GroupState.Open, telegram, phone)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task NotADuplicateAndLater_ALaterScan_RespectsBoth()
    {
        var owner = await OwnerAsync(site);
        var portal = await site.ScannedPortalAsync(_chromium);
        var pairs = await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "leads", "clean");
        var ((aTelegram, aPhone), (bTelegram, bPhone)) = (pairs[0], pairs[1]);
        var review = new ReviewPages(owner);
        await review.RejectAsync(await review.FindAsync(GroupState.Open, aTelegram, aPhone), "Однофамильцы, проверено звонком");
        await review.PostponeAsync(await review.FindAsync(GroupState.Open, bTelegram, bPhone));

        var portals = new PortalPages(owner);
        await portals.OpenAsync(portal);
        await portals.ScanAsync();

        await owner.Expect(await review.FindAsync(GroupState.Open, aTelegram, aPhone)).ToHaveCountAsync(0);
        await owner.Expect(await review.FindAsync(GroupState.NotDuplicate, aTelegram, aPhone)).ToHaveCountAsync(1);
        await owner.Expect(await review.FindAsync(GroupState.Open, bTelegram, bPhone)).ToHaveCountAsync(0);
        await owner.Expect(await review.FindAsync(GroupState.Postponed, bTelegram, bPhone)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Auditor_InvitedByLink_SeesTheQueueButCannotMergeOrDecide()
    {
        var owner = await OwnerAsync(site);
        var auditor = await ColleagueAsync(site, owner, MemberRole.Auditor, "Вера Зоркая", "vera@polden.example");
        var review = new ReviewPages(auditor);
        await review.OpenAsync();

        await auditor.Expect(review.CompareLink(review.Groups.First)).ToBeVisibleAsync();
        await auditor.Expect(review.MergeLink(auditor.Page.GetByRole(Microsoft.Playwright.AriaRole.Main))).ToHaveCountAsync(0);
        await auditor.Expect(review.RejectButton(review.Groups.First)).ToHaveCountAsync(0);

        var group = await review.CompareLink(review.Groups.First).GetAttributeAsync("href");
        await auditor.OpenAsync(PortalUrls.MergeWizard(Guid.Parse(group!.Split('/', '?')[2])));
        await auditor.Expect(auditor.Page.GetByRole(Microsoft.Playwright.AriaRole.Alert)).ToContainTextAsync(auditor.Words.Of<FailureText>(nameof(NotAllowed)));
    }
}
