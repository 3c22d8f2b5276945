using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Credential of one portal: the address that Bitrix24 shows under "incoming webhook". It acts with the rights of
/// <see cref="UserId"/> and the scopes ticked when it was made. Its secret leaves this type only through
/// <see cref="Reveal"/>; no property, text form or serialised form holds it.
/// </summary>
public sealed record IncomingWebhook
{
    private readonly string _secret;

    internal IncomingWebhook(PortalAddress portal, long userId, string secret)
    {
        Portal = portal;
        UserId = userId;
        _secret = secret;
    }

    public PortalAddress Portal { get; }

    /// <summary>Number of the user who made the webhook; positive.</summary>
    public long UserId { get; }

    /// <summary>The address with the secret replaced by dots, its length hidden too: what pages show.</summary>
    public string Masked => string.Create(CultureInfo.InvariantCulture, $"{Portal.RestRoot}{UserId}/••••••••/");

    /// <summary>The whole address, ending in a slash: to be encrypted and stored, never to be shown or logged.</summary>
    public string Reveal() => string.Create(CultureInfo.InvariantCulture, $"{Portal.RestRoot}{UserId}/{_secret}/");

    public override string ToString() => Masked;

    /// <summary>
    /// Reads what people paste: the address with or without a method, with text around it, quotes, white space, or
    /// without <c>https://</c>. On false, <paramref name="problem"/> says what is wrong; it never quotes the text.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IncomingWebhook? webhook, out WebhookProblem problem)
    {
        webhook = null;
        problem = WebhookReader.Read(text, out var found);
        if (problem is not WebhookProblem.None) return false;
        webhook = found!;
        return true;
    }

    /// <summary>The same webhook at another address of its portal: a renamed portal keeps its webhooks.</summary>
    public IncomingWebhook At(PortalAddress portal) => portal == Portal ? this : new IncomingWebhook(portal, UserId, _secret);

    internal string Conceal(string text) => text.Replace(_secret, "••••••••", StringComparison.OrdinalIgnoreCase);
}
