using Bunit;
using DedupPortal.Portals;
using DedupPortal.Web.Components.Pages.Portals;

namespace DedupPortal.Web.Tests.Portals;

public sealed class PortalTableTests : ComponentTest
{
    [Fact]
    public void Row_OpenDuplicates_LinkToTheQueueOfThePortal()
    {
        var portal = Portal(PortalState.Connected);

        var table = Table(new PortalRow(portal, null, 151));

        Assert.Equal($"/portals/{portal.Id}", table.Find("a.portal-name").GetAttribute("href"));
        Assert.Equal($"/review?portal={portal.Id}", table.Find("td.numbers a").GetAttribute("href"));
        Assert.Contains("never", table.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PortalState.Connected, "Connected")]
    [InlineData(PortalState.CredentialRevoked, "Reconnect needed")]
    [InlineData(PortalState.Disconnected, "Disconnected")]
    public void Row_State_IsInWords(PortalState state, string words) =>
        Assert.EndsWith(words, Table(new PortalRow(Portal(state), null, 0)).Find(".state").TextContent, StringComparison.Ordinal);

    private PortalView Portal(PortalState state) => new(
        PortalId.New(), "North", "north.example", "https://north.example/rest/", "Europe/Moscow", state, "Irina", 1, IsAdministrator: true, ["crm"], Clock.GetUtcNow(), null, null);

    private IRenderedComponent<PortalTable> Table(params PortalRow[] rows) => Render<PortalTable>(parameters => parameters.Add(table => table.Rows, rows));
}
