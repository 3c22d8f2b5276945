using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web;
using DedupPortal.Web.Components.Account;
using DedupPortal.Web.Components.Layout;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Pages;

/// <summary>Sign-in, registration, invitation, and leaving.</summary>
internal sealed class AccountPages(Visitor visitor)
{
    private readonly Words _words = visitor.Words;

    public async Task SignInAsync(string email, string password)
    {
        await TrySignInAsync(email, password);
        await InsideAsync();
    }

    /// <summary>Fills in the form and sends it, whatever comes of it.</summary>
    public async Task TrySignInAsync(string email, string password)
    {
        await visitor.OpenAsync(PortalUrls.SignInPath);
        await FillAsync("Email", email);
        await FillAsync("Password", password);
        await visitor.Button(_words.Of<AccountText>("SignIn")).ClickAsync();
    }

    public async Task RegisterAsync(string agency, string name, string email, string password)
    {
        await visitor.OpenAsync(PortalUrls.SignInPath);
        await visitor.Link(_words.Of<SignInPage>("Register")).ClickAsync();
        await FillAsync("Agency", agency);
        await FillAsync("Name", name);
        await FillAsync("Email", email);
        await FillAsync("Password", password);
        await visitor.Button(_words.Of<RegisterPage>("Submit")).ClickAsync();
        await InsideAsync();
    }

    public async Task AcceptInvitationAsync(string link, string agency, string name, string password)
    {
        await visitor.OpenAsync(link);
        await visitor.SeesHeadingAsync(_words.Of<InvitationPage>("Join", agency));
        await FillAsync("Name", name);
        await FillAsync("Password", password);
        await visitor.Button(_words.Of<InvitationPage>("Submit")).ClickAsync();
        await InsideAsync();
    }

    /// <summary>Leaves from a page that is interactive already: the menu closes when a page becomes so under it.</summary>
    public async Task SignOutAsync()
    {
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = _words.Of<LayoutText>("UserMenu") }).ClickAsync();
        await visitor.Button(_words.Of<LayoutText>("SignOut")).ClickAsync();
        await visitor.SeesHeadingAsync(_words.Of<SignInPage>("Title"));
    }

    private Task FillAsync(string label, string text) =>
        visitor.Page.GetByLabel(_words.Of<AccountText>(label), new() { Exact = true }).FillAsync(text);

    private Task InsideAsync() =>
        visitor.Expect(visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = _words.Of<LayoutText>("MainNavigation") })).ToBeAttachedAsync();
}
