namespace DedupPortal.Bitrix24;

/// <summary>What a call is authorised by, for the sender.</summary>
internal interface ICredential
{
    PortalAddress Portal { get; }

    /// <summary>Equal for credentials that share the operating budget at a portal.</summary>
    object BudgetKey { get; }

    /// <summary>Address to which a method's name is appended, ending in a slash.</summary>
    Uri RootAt(PortalAddress portal);

    /// <summary>The access token of the next attempt; null when the address is the credential.</summary>
    ValueTask<Secret?> TokenAsync(CancellationToken cancellationToken);

    /// <summary>The pair that replaces the one that ran out.</summary>
    Task<BitrixResult<OAuthTokens>> RenewAsync(Secret expired, CancellationToken cancellationToken);

    /// <summary>The text without anything secret that the portal may have quoted.</summary>
    string Conceal(string text);
}

internal sealed class WebhookCredential(IncomingWebhook webhook) : ICredential
{
    public PortalAddress Portal => webhook.Portal;

    public object BudgetKey => webhook;

    public Uri RootAt(PortalAddress portal) => new(webhook.At(portal).Reveal());

    public ValueTask<Secret?> TokenAsync(CancellationToken cancellationToken) => default;

    public Task<BitrixResult<OAuthTokens>> RenewAsync(Secret expired, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A webhook has no token to renew.");

    public string Conceal(string text) => webhook.Conceal(text);
}

internal sealed class ApplicationCredential(OAuthAccess access, TokenRenewal renewal) : ICredential
{
    private volatile Secret? _superseded;
    private volatile OAuthTokens? _last;

    public PortalAddress Portal => access.Portal;

    public object BudgetKey => (access.Application.ClientId, access.MemberId);

    public Uri RootAt(PortalAddress portal) => portal.RestRoot;

    public async ValueTask<Secret?> TokenAsync(CancellationToken cancellationToken)
    {
        var current = await access.Tokens.CurrentAsync(cancellationToken);

        // A store that remembers does not hear of a renewal that another client's store did for both.
        if (_last is { } last && current.AccessToken == _superseded) return last.AccessToken;
        _last = current;
        return current.AccessToken;
    }

    public async Task<BitrixResult<OAuthTokens>> RenewAsync(Secret expired, CancellationToken cancellationToken)
    {
        var renewed = await renewal.RenewAsync(access, expired, cancellationToken);
        if (renewed.Succeeded) (_last, _superseded) = (renewed.Value, expired);
        return renewed;
    }

    public string Conceal(string text)
    {
        text = access.Application.ClientSecret.Conceal(text);
        return _last is { } tokens ? tokens.RefreshToken.Conceal(tokens.AccessToken.Conceal(text)) : text;
    }
}
