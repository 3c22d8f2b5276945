using System.Net.Mail;
using DedupPortal.Merging;
using DedupPortal.Notifications;
using DedupPortal.Tenants;
using DedupPortal.Web.Components.Pages.Bulk;
using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Localisation;
using DedupPortal.Web.Security;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Portals;

/// <summary>
/// The letter that a bulk merge is over or waits, to the person who approved it; to owners and administrators when that person is no
/// longer in the agency. A letter that cannot be sent is logged and changes nothing.
/// </summary>
public sealed partial class BulkMails(
    MembershipQueries members, IMailSender mail, SiteAddress site, IStringLocalizer<BulkMails> texts, IStringLocalizer<BulkText> words,
    IStringLocalizer<FailureText> failures, IStringLocalizer<FieldText> fields, ILogger<BulkMails> log) : IBulkNotice
{
    public async Task SendAsync(BulkRow run, Guid approver, CancellationToken cancellationToken)
    {
        var readers = await members.AddresseeAsync(approver, cancellationToken) is { } reader ? [reader] : await members.AdministratorsAsync(cancellationToken);
        foreach (var one in readers)
        {
            try
            {
                await mail.SendAsync(Write(one, run), cancellationToken);
            }
            catch (Exception refused) when (refused is SmtpException or IOException)
            {
                LogUnsent(log, run.Id, refused);
            }
        }
    }

    private Mail Write(Addressee reader, BulkRow run) => ReadersLanguage.In(reader.Language, () =>
    {
        var reason = BulkText.Reason(failures, fields, run.CauseCode, run.CauseParameters);
        var told = string.Join("\n\n", new[] { BulkText.Counts(words, run), reason }.Where(text => text.Length > 0));
        return new Mail(reader.Email, texts[$"Subject_{run.State}", run.PortalName], texts[$"Text_{run.State}", run.PortalName, told, site.Of(PortalUrls.BulkRun(run.Id.Value))]);
    });

    [LoggerMessage(1, LogLevel.Error, "The letter about bulk run {Run} could not be sent")]
    private static partial void LogUnsent(ILogger logger, BulkRunId run, Exception error);
}
