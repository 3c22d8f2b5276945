using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web;
using DedupPortal.Web.Components.Account;
using DedupPortal.Web.Components.Shared;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Team;

public sealed class AgencyDeletionTests(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    [Fact]
    public async Task Delete_ByTheTypedName_EndsWithNobodyInside()
    {
        var visitor = await VisitAsync(await site.AddressAsync());
        await new AccountPages(visitor).RegisterAsync("Агентство «Закат»", "Ольга Вечерняя", "olga@zakat.example", AgencySite.Password);
        var team = new TeamPages(visitor);
        await team.OpenAsync();

        await team.DeleteAgencyAsync("Закат");
        await visitor.Expect(visitor.Dialog).ToContainTextAsync(visitor.Words.Of<SharedText>("TypedNameDiffers"));
        await team.ConfirmDeletionAsync("Агентство «Закат»");

        await visitor.SeesHeadingAsync(visitor.Words.Of<SignInPage>("Title"));
        await visitor.Expect(visitor.Page.GetByText(visitor.Words.Of<SignInPage>("AgencyClosed"))).ToBeVisibleAsync();
        await visitor.OpenAsync(PortalUrls.Team);
        await visitor.SeesHeadingAsync(visitor.Words.Of<SignInPage>("Title"));
        await new AccountPages(visitor).TrySignInAsync("olga@zakat.example", AgencySite.Password);
        await visitor.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(visitor.Words.Of<SignInPage>("NoAgencyWhat"));
    }
}
