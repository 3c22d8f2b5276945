using System.Net.Mail;
using DedupPortal.Removal;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Radzen;

namespace DedupPortal.Web.Components.Pages.Team;

public sealed partial class TeamPage(
    MembershipQueries queries,
    Membership membership,
    AgencyClosing closing,
    NavigationManager navigation,
    TenantScope scope,
    DialogService dialogs,
    SiteAddress site,
    AccountMails mails,
    ErrorReferences references,
    IStringLocalizer<RoleText> roles)
{
    private LoadView<Tenants.Team>? _view;
    private Failure? _failure;
    private SentInvitation.Letter? _sent;

    private MembershipQueries Queries => queries;

    private bool MayDelete => scope.Allows(Permission.OwnAgency);

    private bool MayAdminister => scope.Allows(Permission.Administer);

    private async Task InviteAsync()
    {
        _failure = null;
        if (await dialogs.OpenAsync<InviteDialog>(L["Invite"]) is InvitationLink link)
        {
            await SendAsync(link);
            await ReloadAsync();
        }
    }

    private async Task RenewAsync(Invitation invitation)
    {
        if (Took(await membership.RenewInvitationAsync(invitation.Id, CancellationToken.None)) is { Succeeded: true } renewed)
            await SendAsync(renewed.Value);
        await ReloadAsync();
    }

    private async Task RevokeAsync(Invitation invitation)
    {
        if (!await dialogs.AskAsync(L["RevokeTitle", invitation.Email], L["RevokeText"], L["Revoke"], danger: true))
            return;
        Took(await membership.RevokeInvitationAsync(invitation.Id, CancellationToken.None));
        _sent = null;
        await ReloadAsync();
    }

    private async Task ChangeRoleAsync((TenantMember Member, MemberRole Role) change)
    {
        var (member, role) = change;
        if (await dialogs.AskAsync(L["RoleTitle", member.Name, roles[role.ToString()]], $"{roles[$"{role}_About"]}. {L["RoleText"]}", L["ChangeRole"]))
            Took(await membership.ChangeRoleAsync(member.AccountId, role, CancellationToken.None));
        // Also after a no: the list shows the role as it is.
        await ReloadAsync();
    }

    private async Task RemoveAsync(TenantMember member)
    {
        if (!await dialogs.AskAsync(L["RemoveTitle", member.Name], L["RemoveText"], L["Remove"], danger: true))
            return;
        Took(await membership.RemoveAsync(member.AccountId, CancellationToken.None));
        await ReloadAsync();
    }

    private async Task RenameAgencyAsync()
    {
        _failure = null;
        if (await dialogs.OpenAsync<RenameAgencyDialog>(L["RenameAgency"], new Dictionary<string, object?>
            {
                [nameof(RenameAgencyDialog.Name)] = await queries.AgencyNameAsync(CancellationToken.None),
            }) is true)
            await ReloadAsync();
    }

    private async Task DeleteAsync(string agency)
    {
        _failure = null;
        var deleted = await dialogs.AskForNameAsync(
            L["DeleteTitle", agency], [L["DeleteAtOnce"], L["DeleteLater", AgencyClosing.Grace.Days], L["DeleteStays"]], agency, L["DeleteForGood"],
            async typed => (await closing.CloseAsync(typed, CancellationToken.None)).Failure);
        if (deleted) navigation.NavigateTo($"{PortalUrls.SignInPath}?done=closed", forceLoad: true);
    }

    private async Task SendAsync(InvitationLink link)
    {
        var address = site.Of(PortalUrls.AcceptInvitation(link.Token));
        string? reference = null;
        try
        {
            var agency = await queries.AgencyNameAsync(CancellationToken.None);
            await mails.SendInvitationAsync(link.Email, agency, scope.Actor.Name, address, CancellationToken.None);
        }
        catch (Exception failure) when (failure is SmtpException or IOException or UnauthorizedAccessException)
        {
            reference = references.Log(failure, "mail with an invitation");
        }

        _sent = new SentInvitation.Letter(link.Email, address, reference);
    }

    private Result<T> Took<T>(Result<T> result)
    {
        _failure = result.Failure;
        return result;
    }

    private Task ReloadAsync() => _view?.ReloadAsync() ?? Task.CompletedTask;
}
