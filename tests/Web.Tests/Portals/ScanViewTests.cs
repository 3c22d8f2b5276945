using Bunit;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Web.Components.Pages.Portals;

namespace DedupPortal.Web.Tests.Portals;

public sealed class ScanViewTests : ComponentTest
{
    [Fact]
    public void Scan_Running_ShowsPhaseNumbersRateAndTimeLeft()
    {
        var view = View(Scan(SyncState.Running) with { Done = 1000, Total = 4000, RatePerSecond = 25, Listings = [new ListingProgress(SyncListing.Contacts, 1000, 4000, Completed: false)] });

        Assert.Equal("Reading cards", view.Find("[aria-current=step]").TextContent.Replace("pending", "", StringComparison.Ordinal).Trim());
        // 3000 cards are left at 25 a second: 120 seconds.
        Assert.Equal("1,000 of 4,000 · 25 per second · about 2 min 00 s left", view.Find(".scan-numbers").TextContent);
        Assert.Contains("1,000 of 4,000", view.Find(".listings").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_Waiting_SaysWhyAndThatItGoesOn()
    {
        var view = View(Scan(SyncState.Waiting) with { ErrorCode = nameof(PortalUnavailable), ErrorParameters = ["Overload"], RetryAt = Clock.GetUtcNow().AddMinutes(3) });

        Assert.Contains("The portal did not answer usably: it is overloaded.", view.Find(".note").TextContent, StringComparison.Ordinal);
        Assert.Contains("in 3 minutes", view.Find(".note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_Failed_SaysWhatIsKeptAndWhatToDo()
    {
        var view = View(Scan(SyncState.Failed) with { ErrorCode = nameof(CredentialRefused), FinishedAt = Clock.GetUtcNow() });

        Assert.Contains("does not accept this webhook", view.Find(".error-what").TextContent, StringComparison.Ordinal);
        Assert.Contains("What was read is kept.", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_Completed_LinksToTheGroupsOfThePortal()
    {
        var scan = Scan(SyncState.Completed) with { RecordsRead = 2356, GroupsFound = 151, GroupsNew = 4, FinishedAt = Clock.GetUtcNow() };

        var view = View(scan);

        Assert.Equal(["2,356", "151", "+4"], view.FindAll(".results dd").Select(number => number.TextContent));
        Assert.Equal($"/review?portal={scan.PortalId}", view.Find(".results a").GetAttribute("href"));
        Assert.Contains("took 30 s", view.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public void Words_EveryStatePhaseTriggerAndList_AreThere(string language)
    {
        using var culture = new CultureScope(language);

        foreach (var state in Enum.GetValues<SyncState>())
            foreach (var phase in Enum.GetValues<SyncPhase>())
                foreach (var trigger in Enum.GetValues<SyncTrigger>())
                {
                    var listings = Enum.GetValues<SyncListing>().Select(listing => new ListingProgress(listing, 1, 2, Completed: false)).ToList();
                    var view = View(Scan(state) with { Phase = phase, Trigger = trigger, Listings = listings });
                    Assert.DoesNotMatch("(State|Phase|Trigger|Listing)_", view.Markup);
                }
    }

    private ScanProgress Scan(SyncState state) => new()
    {
        Id = SyncRunId.New(),
        PortalId = PortalId.New(),
        PortalName = "North",
        State = state,
        Phase = SyncPhase.Reading,
        Trigger = SyncTrigger.Person,
        StartedBy = "Olga",
        CreatedAt = Clock.GetUtcNow().AddSeconds(-30),
        StartedAt = Clock.GetUtcNow().AddSeconds(-30),
        UpdatedAt = Clock.GetUtcNow(),
        CancelRequested = false,
        Done = 0,
        Listings = [],
        RecordsRead = 0,
        GroupsFound = 0,
        GroupsNew = 0,
        ErrorParameters = [],
    };

    private IRenderedComponent<ScanView> View(ScanProgress scan) => Render<ScanView>(parameters => parameters.Add(view => view.Scan, scan));
}
