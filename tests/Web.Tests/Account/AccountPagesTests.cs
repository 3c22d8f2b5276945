using System.Net;
using System.Text.RegularExpressions;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Web.Tests.Site;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Web.Tests.Account;

public sealed partial class AccountPagesTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Register_GoodForm_SignsTheOwnerIn()
    {
        var browser = site.Open();

        var answer = await RegisterAsync(browser, "olga@north.example", "North");

        Assert.Equal((302, "/"), (answer.Status, answer.Location));
        Assert.Contains("Olga", await browser.PageAsync("/team"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_WrongFields_KeepsWhatWasTypedAndSaysWhatIsWrong()
    {
        var answer = await site.Open().SendAsync("/account/register", "register",
            ("Input.Agency", "Northern Lights"), ("Input.Name", " "), ("Input.Email", "olga"), ("Input.Password", "short"));

        Assert.Equal(200, answer.Status);
        Assert.Contains("value=\"Northern Lights\"", answer.Page, StringComparison.Ordinal);
        Assert.Contains("Enter your name", answer.Page, StringComparison.Ordinal);
        Assert.Contains("Enter an e-mail address", answer.Page, StringComparison.Ordinal);
        Assert.Contains($"at least {TenantsSetup.PasswordLength} characters", answer.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"short\"", answer.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_AddressOfAnAccount_IsRefusedAtItsField()
    {
        await RegisterAsync(site.Open(), "pavel@north.example", "First");

        var answer = await RegisterAsync(site.Open(), "pavel@north.example", "Second");

        Assert.Equal(200, answer.Status);
        Assert.Contains("This address already has an account", answer.Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/review?page=2", "/review?page=2")]
    [InlineData("https://other.example/", "/")]
    [InlineData("//other.example/", "/")]
    public async Task SignIn_GoodPassword_LeadsBackInsideTheSite(string returnUrl, string target)
    {
        var email = $"{Guid.NewGuid():N}@north.example";
        await RegisterAsync(site.Open(), email, "North");

        var answer = await SignInAsync(site.Open(), email, Password, $"?returnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.Equal((302, target), (answer.Status, answer.Location));
    }

    [Fact]
    public async Task SignIn_WrongPasswordAndUnknownAddress_GetTheSameAnswer()
    {
        await RegisterAsync(site.Open(), "rita@north.example", "North");

        var wrong = await SignInAsync(site.Open(), "rita@north.example", "wrong password");
        var unknown = await SignInAsync(site.Open(), "nobody@north.example", "wrong password");

        Assert.Contains("do not match an account", wrong.Page, StringComparison.Ordinal);
        Assert.Contains("do not match an account", unknown.Page, StringComparison.Ordinal);
        Assert.Contains("value=\"rita@north.example\"", wrong.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_SixthTryAfterFiveWrong_IsClosedEvenForTheRightPassword()
    {
        await RegisterAsync(site.Open(), "sofia@north.example", "North");
        for (var attempt = 0; attempt < 5; attempt++)
            await SignInAsync(site.Open(), "sofia@north.example", "wrong password");

        var answer = await SignInAsync(site.Open(), "sofia@north.example", Password);

        Assert.Contains("closed for 15 minutes", answer.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_FromAPage_EndsTheSession()
    {
        var browser = site.Open();
        await RegisterAsync(browser, "timur@north.example", "North");
        var token = Token().Match(await browser.PageAsync("/settings")).Groups["token"].Value;

        using var body = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]);
        using var answer = await browser.Client.PostAsync("/account/sign-out", body, TestContext.Current.CancellationToken);
        using var after = await browser.Client.GetAsync("/team", TestContext.Current.CancellationToken);

        Assert.Equal("/account/sign-in", answer.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task ForgottenPassword_LinkOfTheLetter_SetsANewOneOnce()
    {
        await RegisterAsync(site.Open(), "uliana@north.example", "North");
        var asked = await site.Open().SendAsync("/account/forgot-password", "forgot-password", ("Input.Email", "uliana@north.example"));
        var link = new Uri(Link().Match(await site.LetterToAsync("uliana@north.example")).Value).PathAndQuery;

        var reset = await site.Open().SendAsync(link, "reset-password", ("Input.Password", "a new long password"));
        var again = await site.Open().SendAsync(link, "reset-password", ("Input.Password", "another long password"));
        var signedIn = await SignInAsync(site.Open(), "uliana@north.example", "a new long password");

        Assert.Contains("a letter is on its way", asked.Page, StringComparison.Ordinal);
        Assert.Equal("/account/sign-in?done=password", reset.Location);
        Assert.Contains("This link does not work any more", again.Page, StringComparison.Ordinal);
        Assert.Equal((302, "/"), (signedIn.Status, signedIn.Location));
    }

    [Fact]
    public async Task ForgottenPassword_UnknownAddress_GetsTheSameAnswerAndNoLetter()
    {
        var answer = await site.Open().SendAsync("/account/forgot-password", "forgot-password", ("Input.Email", "nobody@north.example"));

        Assert.Contains("If nobody@north.example has an account, a letter is on its way", answer.Page, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => site.LetterToAsync("nobody@north.example"));
    }

    [Fact]
    public async Task Invitation_Followed_JoinsTheAgencyWithItsRoleOnce()
    {
        await RegisterAsync(site.Open(), "vera@north.example", "Polar Agency");
        var token = await InviteAsync("vera@north.example", "yana@north.example", MemberRole.Auditor);
        var colleague = site.Open();

        var page = await colleague.PageAsync(PortalUrls.AcceptInvitation(token));
        var joined = await colleague.SendAsync(PortalUrls.AcceptInvitation(token), "invitation", ("Input.Name", "Yana"), ("Input.Password", Password));
        var settings = await colleague.PageAsync("/settings");
        var used = await site.Open().PageAsync(PortalUrls.AcceptInvitation(token));

        Assert.Contains("Join Polar Agency", page, StringComparison.Ordinal);
        Assert.Equal((302, "/"), (joined.Status, joined.Location));
        Assert.Contains("Auditor", settings, StringComparison.Ordinal);
        Assert.Contains("does not work any more", used, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_NameAndLanguage_AreKeptAndShownAtOnce()
    {
        var browser = site.Open();
        await RegisterAsync(browser, "zoya@north.example", "North");

        var saved = await browser.SendAsync("/settings", "profile", ("Profile.Name", "Zoya Second"), ("Profile.Language", "ru"));
        var page = WebUtility.HtmlDecode(await browser.PageAsync(saved.Location!));

        Assert.Contains("Zoya Second", page, StringComparison.Ordinal);
        Assert.Contains("Настройки сохранены", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_WrongCurrentPassword_ChangesNothing()
    {
        var browser = site.Open();
        await RegisterAsync(browser, "alla@north.example", "North");

        var answer = await browser.SendAsync("/settings", "password", ("Password.Current", "not this one"), ("Password.New", "a new long password"));
        var old = await SignInAsync(site.Open(), "alla@north.example", Password);

        Assert.Contains("This is not your current password", answer.Page, StringComparison.Ordinal);
        Assert.Equal(302, old.Status);
    }

    [Fact]
    public async Task Settings_PasswordChanged_OldOneNoLongerSignsIn()
    {
        var browser = site.Open();
        await RegisterAsync(browser, "boris@north.example", "North");

        var changed = await browser.SendAsync("/settings", "password", ("Password.Current", Password), ("Password.New", "a new long password"));
        var old = await SignInAsync(site.Open(), "boris@north.example", Password);

        Assert.Equal("/settings?done=password", changed.Location);
        Assert.Contains("do not match an account", old.Page, StringComparison.Ordinal);
    }

    private static Task<Answer> RegisterAsync(Browser browser, string email, string agency) => browser.SendAsync("/account/register", "register",
        ("Input.Agency", agency), ("Input.Name", "Olga"), ("Input.Email", email), ("Input.Password", Password));

    private static Task<Answer> SignInAsync(Browser browser, string email, string password, string query = "") =>
        browser.SendAsync("/account/sign-in" + query, "sign-in", ("Input.Email", email), ("Input.Password", password));

    private async Task<string> InviteAsync(string owner, string email, MemberRole role)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var account = await scope.ServiceProvider.GetRequiredService<UserManager<Tenants.Account>>().FindByEmailAsync(owner);
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(account!.TenantId!.Value, new Actor(account.Id, "Vera", MemberRole.Owner));
        var invited = await scope.ServiceProvider.GetRequiredService<Membership>().InviteAsync(email, role, TestContext.Current.CancellationToken);
        return invited.Value.Token;
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="(?<token>[^"]+)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Token();

    [GeneratedRegex(@"http://\S+", RegexOptions.None, 5000)]
    private static partial Regex Link();
}
