using DedupPortal.Duplicates;
using DedupPortal.EndToEnd.Tests.Merging;
using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Merging;
using DedupPortal.Web;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Look;

/// <summary>The two pictures of README.md, taken from the demo itself. Run it by hand after a change of the pages: README of this project.</summary>
public sealed class ReadmePictures(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    [Fact(Explicit = true)]
    public async Task Take()
    {
        var owner = await OwnerAsync(site);
        await owner.OpenAsync(PortalUrls.With(PortalUrls.Review, ("kind", nameof(GroupKind.LeadAndContact))));
        await PageCheck.LoadedAsync(owner);
        await ShootAsync(owner, "queue");

        var (telegram, phone) = (await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "leads", "conflict"))[0];
        var wizard = await WizardPages.OpenAsync(owner, telegram, phone);
        await wizard.SelectAsync(telegram, phone);
        await wizard.ChooseModeAsync(MergeMode.SameType);
        await wizard.ReadPreflightAsync();
        await wizard.ChoosePriorityAsync(phone);
        await ShootAsync(owner, "wizard");
    }

    private static async Task ShootAsync(Visitor visitor, string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DedupPortal.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("No DedupPortal.sln above the tests.");
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder.FullName, ".readme", name + ".png"), Animations = ScreenshotAnimations.Disabled });
    }
}
