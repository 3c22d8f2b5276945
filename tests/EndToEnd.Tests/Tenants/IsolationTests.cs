using DedupPortal.Duplicates;
using DedupPortal.EndToEnd.Tests.Merging;
using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Merging;
using DedupPortal.Web;
using DedupPortal.Web.Components.Pages.Merges;
using DedupPortal.Web.Components.Pages.Merging;
using DedupPortal.Web.Components.Pages.Portals;
using DedupPortal.Web.Components.Pages.Review;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Tenants;

/// <summary>Another agency sees nothing, whatever address it types.</summary>
public sealed class IsolationTests(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    private readonly Chromium _chromium = chromium;

    [Fact]
    public async Task DirectAddresses_OfAnotherAgency_LeadNowhere()
    {
        var portal = await site.ScannedPortalAsync(_chromium);
        var owner = await OwnerAsync(site);
        var (one, other) = (await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "companies", "clean"))[0];
        var review = new ReviewPages(owner);
        var group = Guid.Parse((await review.CompareLink(await review.FindAsync(GroupState.Open, one, other)).GetAttributeAsync("href"))!.Split('/', '?')[2]);
        var wizard = await WizardPages.OpenAsync(owner, one, other);
        await wizard.ReachFinalAsync(MergeMode.SameType, other, one, other);
        var draft = owner.Page.Url;
        await wizard.ApproveAsync("Одна фирма");
        var merge = await wizard.DoneAsync();

        var stranger = await VisitAsync(await site.AddressAsync());
        await new AccountPages(stranger).RegisterAsync("Чужое агентство", "Степан Чужой", "stepan@other.example", AgencySite.Password);
        var words = stranger.Words;
        (string Address, string Title)[] addresses =
        [
            (PortalUrls.Portal(portal), words.Of<PortalPage>("NotThereTitle")),
            (PortalUrls.ReviewGroup(group), words.Of<DuplicateGroupPage>("GoneTitle")),
            (PortalUrls.MergeWizard(group), words.Of<MergeStartPage>("GoneTitle")),
            (draft, words.Of<MergeWizardPage>("GoneTitle")),
            (PortalUrls.Merge(merge), words.Of<MergeRecordPage>("GoneTitle")),
            (PortalUrls.Record(portal, one), words.Of<RecordPage>("GoneTitle")),
            (PortalUrls.RulesOf(portal), words.Of<RulesPage>("GoneTitle")),
        ];
        foreach (var (address, title) in addresses)
        {
            await stranger.OpenAsync(address);
            await stranger.Expect(stranger.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }).First).ToBeVisibleAsync();
            await stranger.Expect(stranger.Page.GetByRole(AriaRole.Main)).Not.ToContainTextAsync(AgencySite.PortalName);
        }

        var audit = new AuditPages(stranger);
        await audit.OpenAsync($"merge:{merge}");
        await stranger.Expect(audit.Entries).ToHaveCountAsync(0);
    }
}
