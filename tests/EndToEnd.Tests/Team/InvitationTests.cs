using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Storage;
using DedupPortal.Web;
using DedupPortal.Web.Components.Shared;

namespace DedupPortal.EndToEnd.Tests.Team;

public sealed class InvitationTests(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    [Fact]
    public async Task Invite_AuditorByLink_JoinsAndSeesTheTeamButCannotInvite()
    {
        var address = await site.AddressAsync();
        var owner = await VisitAsync(address);
        await new AccountPages(owner).RegisterAsync("Агентство «Рассвет»", "Роман Утренний", "roman@rassvet.example", AgencySite.Password);
        var team = new TeamPages(owner);
        await team.OpenAsync();
        var link = await team.InviteAsync("vera@rassvet.example", nameof(MemberRole.Auditor));

        var auditor = await VisitAsync(address);
        await new AccountPages(auditor).AcceptInvitationAsync(link, "Агентство «Рассвет»", "Вера Зорина", AgencySite.Password);
        var seen = new TeamPages(auditor);
        await seen.OpenAsync();

        await auditor.Expect(seen.Member("Роман Утренний")).ToBeVisibleAsync();
        await auditor.Expect(seen.Member("Вера Зорина")).ToContainTextAsync(auditor.Words.Of<RoleText>(nameof(MemberRole.Auditor)));
        await auditor.Expect(seen.InviteButton).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task SignOut_ThenAPageOfTheAgency_AsksToSignIn()
    {
        var visitor = await VisitAsync(await site.AddressAsync(), "en");
        var account = new AccountPages(visitor);
        await account.RegisterAsync("Sunset Agency", "Sam Evening", "sam@sunset.example", AgencySite.Password);
        var team = new TeamPages(visitor);
        await team.OpenAsync();
        await visitor.Expect(team.InviteButton).ToBeEnabledAsync();

        await account.SignOutAsync();
        await visitor.OpenAsync(PortalUrls.Team);

        await visitor.SeesHeadingAsync(visitor.Words.Of<Web.Components.Account.SignInPage>("Title"));
    }
}
