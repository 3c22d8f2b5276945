using Bunit;
using DedupPortal.Merging;
using DedupPortal.Overview;
using DedupPortal.Portals;
using DedupPortal.Web.Components.Pages.Audit;
using DedupPortal.Web.Components.Pages.Overview;
using Microsoft.Extensions.DependencyInjection;
using Radzen.Blazor;

namespace DedupPortal.Web.Tests.Overview;

public sealed class OverviewPartsTests : ComponentTest
{
    private static readonly PortalGroups s_north = new(PortalId.New(), "North", PortalState.Connected, Open: 1200, Postponed: 3, Rejected: 5, Merged: 7);
    private static readonly PortalGroups s_south = new(PortalId.New(), "South", PortalState.CredentialRevoked, Open: 0, Postponed: 0, Rejected: 0, Merged: 0);

    private static readonly OverviewView s_view =
        new(Connected: 1, Revoked: 1, Disconnected: 0, OpenGroups: 1200, CertainGroups: 10, Cards: 5000, [s_north, s_south], [], FailedScans: 0);

    [Fact]
    public void Chart_Portals_HaveATableWithTheSameNumbers()
    {
        // The drawing needs a browser's measures; the table beside it is what is looked at here.
        ComponentFactories.AddStub<RadzenChart>();
        var chart = Render<GroupsChart>(parameters => parameters.Add(view => view.Portals, [s_north, s_south]));

        Assert.Equal(["North", "1,200", "3", "7", "5", "South", "0", "0", "0", "0"], chart.FindAll("td").Select(cell => cell.TextContent));
        Assert.Equal("true", chart.Find(".chart").GetAttribute("aria-hidden"));
        Assert.Equal($"/review?portal={s_north.PortalId}&state=NotDuplicate", chart.FindAll("td a")[4].GetAttribute("href"));
    }

    [Fact]
    public void Chart_OnePortal_IsItsLineAlone()
    {
        var chart = Render<GroupsChart>(parameters => parameters.Add(view => view.Portals, [s_north]));

        Assert.Equal(["North", "1,200", "3", "7", "5"], chart.FindAll("td").Select(cell => cell.TextContent));
        Assert.Empty(chart.FindAll(".chart"));
    }

    [Fact]
    public void Chart_NoGroups_SaysWhenTheyAppear() =>
        Assert.Contains("after the first scan", Render<GroupsChart>(parameters => parameters.Add(view => view.Portals, [s_south])).Markup, StringComparison.Ordinal);

    [Fact]
    public void Waiting_RevokedPortalFirst_ThenFirstScansAndOpenGroups()
    {
        var waiting = Render<OverviewWaiting>(parameters => parameters.Add(part => part.View, s_view));

        Assert.Equal(
            ["South: the webhook is no longer accepted, reconnect the portal", "North: not scanned yet, start the first scan", "North: 1,200 groups of duplicates to review"],
            waiting.FindAll("li a").Select(link => link.TextContent));
    }

    [Theory]
    [InlineData(MergeState.Completed, false, "Merged")]
    [InlineData(MergeState.NeedsAttention, false, "Needs attention")]
    [InlineData(MergeState.Completed, true, "Undone")]
    public void Merges_Row_NamesCardsAndStateAndLinksToTheMerge(MergeState state, bool undo, string words)
    {
        Services.AddScoped<AuditSentences>();
        var id = MergeId.New();
        var row = new MergeRow(
            id, s_north.PortalId, "North", MergeMode.LeadIntoContact, state, undo ? MergeId.New() : null, null, null, null,
            "contact:12", ["contact:12", "lead:7"], "Olga", null, Clock.GetUtcNow(), null, null, []);

        var merges = Render<RecentMerges>(parameters => parameters.Add(part => part.Merges, [row]));

        Assert.Equal("lead 7 → contact 12", merges.Find("li a").TextContent);
        Assert.Equal($"/merges/{id}", merges.Find("li a").GetAttribute("href"));
        Assert.StartsWith(words, merges.Find("li > span").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Tiles_Numbers_AreThoseOfTheView()
    {
        var tiles = Render<OverviewTiles>(parameters => parameters.Add(part => part.View, s_view));

        Assert.Equal(["1,200", "7", "5,000", "1"], tiles.FindAll("dt + dd").Select(number => number.TextContent));
        Assert.Contains("1 has to be reconnected", tiles.Markup, StringComparison.Ordinal);
    }
}
