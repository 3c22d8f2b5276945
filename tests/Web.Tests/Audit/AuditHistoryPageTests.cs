using Bunit;
using DedupPortal.Testing;
using DedupPortal.Web.Components.Pages.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Web.Tests.Audit;

public sealed class AuditHistoryPageTests(PostgresCluster postgres) : DatabasePageTest(postgres)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Page_NewAgency_ShowsItsRegistration()
    {
        var page = Page("/audit");

        page.WaitForAssertion(() => Assert.Equal("Agency registered: North", page.Find("article h2").TextContent), s_patience);
        Assert.Equal("1 entry", page.Find(".found").TextContent);
    }

    [Fact]
    public void Page_FilterInTheAddress_Narrows()
    {
        var page = Page("/audit?text=nothing-like-this");

        page.WaitForAssertion(() => Assert.Equal("No entries match", page.Find(".empty h2").TextContent), s_patience);
        Assert.Equal("/audit/export?text=nothing-like-this", page.Find("a[download]").GetAttribute("href"));
    }

    [Fact]
    public void Verify_WholeChain_SaysSo()
    {
        var page = Page("/audit");
        page.WaitForElement("article", s_patience);

        page.Find(".page-actions button").Click();

        page.WaitForAssertion(() => Assert.Contains("The chain is whole: 1 entry checked", page.Find(".note-good").TextContent, StringComparison.Ordinal), s_patience);
    }

    private IRenderedComponent<AuditHistoryPage> Page(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<AuditHistoryPage>();
    }
}
