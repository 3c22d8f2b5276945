using Bunit;
using DedupPortal.Web.Components.Shared;

namespace DedupPortal.Web.Tests.Shared;

public sealed class PageLinksTests : ComponentTest
{
    [Theory]
    [InlineData(1, "1–50 of 120", "/x?page=2")]
    [InlineData(2, "51–100 of 120", "/x?page=1 /x?page=3")]
    [InlineData(3, "101–120 of 120", "/x?page=2")]
    public void Links_Page_LeadToItsNeighbours(int page, string range, string links)
    {
        var shown = Links(120, page);

        Assert.Equal(range, shown.Find("span").TextContent);
        Assert.Equal(links, string.Join(' ', shown.FindAll("a").Select(link => link.GetAttribute("href"))));
    }

    [Fact]
    public void Links_OnePage_AreNotThere() => Assert.Empty(Links(50, 1).Markup.Trim());

    private IRenderedComponent<PageLinks> Links(int total, int page) => Render<PageLinks>(parameters => parameters
        .Add(links => links.Total, total).Add(links => links.Size, 50).Add(links => links.Page, page).Add(links => links.Address, number => $"/x?page={number}"));
}
