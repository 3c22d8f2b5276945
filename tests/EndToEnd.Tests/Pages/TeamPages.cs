using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web;
using DedupPortal.Web.Components.Pages.Team;
using DedupPortal.Web.Components.Shared;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Pages;

/// <summary>Who works for the agency.</summary>
internal sealed class TeamPages(Visitor visitor)
{
    private readonly Words _words = visitor.Words;

    public ILocator InviteButton => visitor.Button(_words.Of<TeamPage>("Invite"));

    public async Task OpenAsync()
    {
        await visitor.OpenAsync(PortalUrls.Team);
        await visitor.SeesHeadingAsync(_words.Of<TeamPage>("Title"));
    }

    /// <summary>Invites a colleague and gives the link that the page shows once.</summary>
    public async Task<string> InviteAsync(string email, string role)
    {
        await InviteButton.ClickAsync();
        await visitor.Dialog.GetByLabel(_words.Of<InviteDialog>("Email"), new() { Exact = true }).FillAsync(email);
        await visitor.Dialog.GetByRole(AriaRole.Radio, new() { Name = _words.Of<RoleText>(role) }).CheckAsync();
        await visitor.Dialog.GetByRole(AriaRole.Button, new() { Name = _words.Of<InviteDialog>("Submit"), Exact = true }).ClickAsync();
        var link = visitor.Page.GetByLabel(_words.Of<SentInvitation>("Link"), new() { Exact = true });
        await visitor.Expect(link).ToBeVisibleAsync();
        return await link.InputValueAsync();
    }

    /// <summary>Asks for the deletion of the agency and confirms it with this name.</summary>
    public async Task DeleteAgencyAsync(string typed)
    {
        await visitor.Button(_words.Of<TeamPage>("Delete")).ClickAsync();
        await ConfirmDeletionAsync(typed);
    }

    /// <summary>In the dialog that is open.</summary>
    public async Task ConfirmDeletionAsync(string typed)
    {
        await visitor.Dialog.GetByRole(AriaRole.Textbox).FillAsync(typed);
        await visitor.Dialog.GetByRole(AriaRole.Button, new() { Name = _words.Of<TeamPage>("DeleteForGood"), Exact = true }).ClickAsync();
    }

    public ILocator Member(string name) => visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
}
