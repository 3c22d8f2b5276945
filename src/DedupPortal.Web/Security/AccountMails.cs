using DedupPortal.Notifications;
using DedupPortal.Tenants;
using DedupPortal.Web.Localisation;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Security;

/// <summary>The letters about accounts, in the language of the person who gets them.</summary>
public sealed class AccountMails(IMailSender mail, SiteAddress site, IStringLocalizer<AccountMails> texts)
{
    /// <summary>Sends the link by which a new password is set.</summary>
    public Task SendPasswordResetAsync(Account account, string token, CancellationToken cancellationToken)
    {
        var link = site.Of(PortalUrls.ResetPassword(account.Email!, token));
        return mail.SendAsync(ReadersLanguage.In(account.Language, () => new Mail(account.Email!, texts["ResetSubject"], texts["ResetText", link])), cancellationToken);
    }

    /// <summary>Sends an invitation in the language of the person who invites; the other's is not known yet.</summary>
    public Task SendInvitationAsync(string email, string agency, string inviter, string link, CancellationToken cancellationToken) =>
        mail.SendAsync(new Mail(email, texts["InvitationSubject", agency], texts["InvitationText", inviter, agency, link]), cancellationToken);
}
