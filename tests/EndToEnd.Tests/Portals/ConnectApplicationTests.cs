using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web;
using DedupPortal.Web.Components.Pages.Portals;

namespace DedupPortal.EndToEnd.Tests.Portals;

/// <summary>A local application of the portal: the browser leaves for the portal, agrees there and comes back.</summary>
public sealed class ConnectApplicationTests(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    [Fact]
    public async Task Connect_AgreedAtThePortal_BrowserComesBackToAConnectedPortal()
    {
        const string name = "Мастерская «Контур»";
        var address = await site.AddressAsync();
        await site.Bitrix.HandleAsync("/_app", new { redirect = new Uri(address, PortalUrls.AuthorisedPath).ToString() });
        await site.Bitrix.HandleAsync("/_portal", new { browserUser = 0 });
        var visitor = await VisitAsync(address);
        await new AccountPages(visitor).RegisterAsync("Агентство «Вход»", "Вера Входова", "vera@vhod.example", AgencySite.Password);
        await visitor.OpenAsync(PortalUrls.ConnectApplicationPath);
        await FillAsync<ConnectApplicationPage>(visitor, "Host", site.Bitrix.Address.ToString());
        await FillAsync<ConnectApplicationPage>(visitor, "ClientId", site.Bitrix.ClientId);
        await FillAsync<ConnectApplicationPage>(visitor, "ClientSecret", site.Bitrix.ClientSecret);
        await FillAsync<PortalFields>(visitor, "Name", name);

        await visitor.Button(visitor.Words.Of<ConnectApplicationPage>("Go")).ClickAsync();

        // Nobody is logged in at the portal, which keeps the browser until somebody is.
        await visitor.Expect(visitor.Page.GetByText("Log in to the portal first.")).ToBeVisibleAsync();
        await site.Bitrix.HandleAsync("/_portal", new { browserUser = 1 });
        await visitor.Page.ReloadAsync();

        await visitor.SeesHeadingAsync(name);
        Assert.StartsWith(address.GetLeftPart(UriPartial.Authority) + PortalUrls.Portals + "/", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.Expect(visitor.Page.GetByText(site.Bitrix.ClientId, new() { Exact = true })).ToBeVisibleAsync();
        await visitor.Expect(new PortalPages(visitor).ScanButton).ToBeEnabledAsync();
    }

    private static Task FillAsync<TPage>(Visitor visitor, string label, string text) =>
        visitor.Page.GetByLabel(visitor.Words.Of<TPage>(label), new() { Exact = true }).FillAsync(text);
}
