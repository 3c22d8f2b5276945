using Bunit;
using DedupPortal.Testing;
using DedupPortal.Web.Components.Pages.Overview;

namespace DedupPortal.Web.Tests.Overview;

public sealed class OverviewPageTests(PostgresCluster postgres) : DatabasePageTest(postgres)
{
    [Fact]
    public void Page_AgencyWithoutPortals_SaysWhatToDoFirst()
    {
        var page = Render<OverviewPage>();

        page.WaitForAssertion(() => Assert.Equal("Connect the first portal", page.Find(".empty h2").TextContent), TimeSpan.FromSeconds(20));
        Assert.Equal("/portals/connect", page.Find(".empty a").GetAttribute("href"));
    }
}
