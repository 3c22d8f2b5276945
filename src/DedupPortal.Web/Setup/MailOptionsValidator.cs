using System.Net.Mail;
using DedupPortal.Notifications;
using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Setup;

/// <summary>Names every wrong key of the section <c>Mail</c> at once.</summary>
public sealed class MailOptionsValidator : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        var failures = new List<string>();
        if (!MailAddress.TryCreate(options.From, out _)) failures.Add("Mail:From must be a mail address, like DedupPortal <no-reply@example.com>.");
        if (options.Port is < 1 or > 65535) failures.Add($"Mail:Port is {options.Port}; it must be between 1 and 65535.");
        if (options.Host.Length == 0 && options.Folder.Length == 0) failures.Add("Mail:Host (an SMTP server) or Mail:Folder (where mail is written to files) must be set.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
