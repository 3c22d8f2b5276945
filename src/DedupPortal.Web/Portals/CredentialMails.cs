using System.Globalization;
using DedupPortal.Notifications;
using DedupPortal.Portals;
using DedupPortal.Schedules;
using DedupPortal.Tenants;
using DedupPortal.Web.Localisation;
using DedupPortal.Web.Security;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Portals;

/// <summary>The letter that a portal's tokens come to their end, to each owner and administrator in the person's own language.</summary>
public sealed class CredentialMails(MembershipQueries members, IMailSender mail, SiteAddress site, IStringLocalizer<CredentialMails> texts) : ICredentialWarning
{
    public async Task SendAsync(CredentialEnding ending, CancellationToken cancellationToken)
    {
        var link = site.Of(PortalUrls.Portal(ending.Portal.Value));
        foreach (var reader in await members.AdministratorsAsync(cancellationToken)) await mail.SendAsync(Write(reader, ending, link), cancellationToken);
    }

    private Mail Write(Addressee reader, CredentialEnding ending, string link) => ReadersLanguage.In(reader.Language, () =>
    {
        var days = ending.Days.ToString(CultureInfo.CurrentUICulture);
        return new Mail(reader.Email, texts["Subject", ending.Name, days], texts["Text", ending.Name, days, link]);
    });
}
