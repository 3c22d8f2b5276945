using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Options;

namespace DedupPortal.Notifications;

/// <summary>One message of plain text. The language was chosen by the sender.</summary>
public sealed record Mail(string To, string Subject, string Text);

/// <summary>Where mail goes: an SMTP server when <c>Mail:Host</c> is set, otherwise files in <c>Mail:Folder</c>.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>SMTP server; empty: mail is written to files and nothing is sent.</summary>
    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>STARTTLS; off only for a server on this machine.</summary>
    public bool Tls { get; set; } = true;

    public string From { get; set; } = "DedupPortal <no-reply@dedupportal.example>";

    /// <summary>Folder of the file sink. Empty: <c>mail</c> in the data folder.</summary>
    public string Folder { get; set; } = "";
}

/// <summary>Sends mail, or throws <see cref="SmtpException"/> when the server refuses.</summary>
public interface IMailSender
{
    Task SendAsync(Mail mail, CancellationToken cancellationToken);
}

/// <summary>Writes each mail to a file of its own, for machines without a mail server.</summary>
public sealed class FileMailSender(IOptions<MailOptions> options, TimeProvider clock) : IMailSender
{
    public async Task SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(options.Value.Folder).FullName;
        var name = string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyyMMdd-HHmmss-fff}-{Guid.NewGuid():N}.eml");
        var text = $"From: {options.Value.From}\nTo: {mail.To}\nSubject: {mail.Subject}\nContent-Type: text/plain; charset=utf-8\n\n{mail.Text}\n";
        await File.WriteAllTextAsync(Path.Combine(folder, name), text, Encoding.UTF8, cancellationToken);
    }
}

/// <summary>Sends by SMTP.</summary>
public sealed class SmtpMailSender(IOptions<MailOptions> options) : IMailSender
{
    public async Task SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Tls };
        if (settings.User.Length > 0) client.Credentials = new NetworkCredential(settings.User, settings.Password);
        using var message = new MailMessage { From = new MailAddress(settings.From), Subject = mail.Subject, Body = mail.Text, SubjectEncoding = Encoding.UTF8, BodyEncoding = Encoding.UTF8 };
        message.To.Add(mail.To);
        message.Headers.Add("Message-ID", $"<{Guid.NewGuid():N}@{message.From.Host}>");
        await client.SendMailAsync(message, cancellationToken);
    }
}
