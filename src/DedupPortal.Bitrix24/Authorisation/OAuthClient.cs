using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Bitrix24;

/// <summary>
/// The authorisation server: code exchange, refresh, and whose a token is. Only <see cref="CloudServers"/> and those that
/// <see cref="BitrixClientOptions.AuthServers"/> names are called, because their address arrives in unauthenticated
/// requests. Success is judged by the body: <c>wrong_client</c> comes with status 200. Thread-safe; one per
/// <see cref="BitrixClientFactory"/>.
/// </summary>
public sealed partial class OAuthClient
{
    /// <summary>Authorisation servers of the cloud, for its western and eastern zones. Source: OAuth, "addresses"; official SDKs' defaults.</summary>
    public static IReadOnlyList<string> CloudServers { get; } = ["https://oauth.bitrix.info", "https://oauth.bitrix24.tech"];

    private readonly HttpExchange _exchange;
    private readonly BitrixClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal OAuthClient(HttpExchange exchange, BitrixClientOptions options, TimeProvider time, ILogger logger)
    {
        _exchange = exchange;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>
    /// The token pair for the code of a redirect. A code lives 30 s and works once, so a lost answer means to send the
    /// person to the portal again. <paramref name="server"/> is <see cref="OAuthRedirect.Server"/>.
    /// </summary>
    public Task<BitrixResult<OAuthTokens>> ExchangeCodeAsync(OAuthApplication application, Uri server, Secret code, CancellationToken cancellationToken) =>
        TokensAsync(application, server, "authorization_code", "code", code, repeatable: false, null, cancellationToken);

    /// <summary>
    /// A new pair for an old one. Store it before it is used: from here on the old refresh token is dead. To be called
    /// only when the access token ran out, and by one caller at a time (<see cref="ITokenStore.RenewAsync"/>); a pair
    /// that is kept alive without calls needs one refresh within <see cref="OAuthTokens.RefreshTokenLife"/>.
    /// </summary>
    public async Task<BitrixResult<OAuthTokens>> RefreshAsync(OAuthApplication application, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        var renewed = await TokensAsync(application, tokens.ServerEndpoint, "refresh_token", "refresh_token", tokens.RefreshToken, repeatable: true, tokens, cancellationToken);

        // A pair of another portal would act there in this one's name.
        return renewed.Succeeded && !string.Equals(renewed.Value.MemberId, tokens.MemberId, StringComparison.OrdinalIgnoreCase)
            ? new BitrixError.CredentialRevoked(ClientCodes.OtherPortal, "")
            : renewed;
    }

    /// <summary>
    /// Whose the token is, by the word of the authorisation server: the only one that need not be taken from the portal.
    /// </summary>
    public async Task<BitrixResult<TokenOwner>> DescribeAsync(Uri server, Secret accessToken, CancellationToken cancellationToken)
    {
        if (Root(server) is not { } root) return new BitrixError.AddressRefused(ClientCodes.AuthServerNotAllowed, "");
        var sent = await SendAsync(new Uri(root, "rest/app.info"), [new("auth", accessToken.Reveal())], repeatable: true, accessToken.Conceal, cancellationToken);
        if (sent.Error is { } error) return error;
        return TokenOwner.Read(sent.Value["result"]) is { } owner ? owner : new BitrixError.Rejected(ClientCodes.NoResult, "");
    }

    /// <summary>
    /// Checks the tokens of an installation, which arrive from anybody who knows the address: at the authorisation
    /// server they must belong to this application and to the portal they claim. The pair comes back with the user and
    /// the portal's address by the server's word.
    /// </summary>
    public async Task<BitrixResult<OAuthTokens>> VerifyAsync(OAuthApplication application, OAuthTokens claimed, CancellationToken cancellationToken)
    {
        var described = await DescribeAsync(claimed.ServerEndpoint, claimed.AccessToken, cancellationToken);
        if (described.Error is { } error) return error;
        var owner = described.Value;
        if (!string.Equals(owner.ClientId, application.ClientId, StringComparison.Ordinal)) return new BitrixError.CredentialRevoked(ClientCodes.OtherApplication, "");
        if (!string.Equals(owner.MemberId, claimed.MemberId, StringComparison.OrdinalIgnoreCase)) return new BitrixError.CredentialRevoked(ClientCodes.OtherPortal, "");
        return claimed with { UserId = owner.UserId ?? claimed.UserId, Portal = owner.Portal ?? claimed.Portal };
    }

    /// <summary>
    /// The allowed server at this host and port, as the settings write it: a redirect names it without a scheme. Null when
    /// the settings do not allow it, or it was named with http where they say https.
    /// </summary>
    internal Uri? Root(Uri server)
    {
        if (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https") || server.UserInfo.Length > 0) return null;
        return CloudServers.Concat(_options.AuthServers).Select(allowed => new Uri(allowed)).FirstOrDefault(allowed =>
            string.Equals(allowed.IdnHost, server.IdnHost, StringComparison.OrdinalIgnoreCase) && allowed.Port == server.Port
            && (server.Scheme == Uri.UriSchemeHttps || allowed.Scheme == Uri.UriSchemeHttp));
    }

    private async Task<BitrixResult<OAuthTokens>> TokensAsync(
        OAuthApplication application, Uri server, string grant, string name, Secret proof, bool repeatable, OAuthTokens? old, CancellationToken cancellationToken)
    {
        if (Root(server) is not { } root) return new BitrixError.AddressRefused(ClientCodes.AuthServerNotAllowed, "");
        KeyValuePair<string, string>[] form =
        [
            new("grant_type", grant), new("client_id", application.ClientId), new("client_secret", application.ClientSecret.Reveal()), new(name, proof.Reveal()),
        ];
        string Conceal(string text)
        {
            text = proof.Conceal(application.ClientSecret.Conceal(text));
            return old is null ? text : old.AccessToken.Conceal(text);
        }

        var issued = _time.GetUtcNow();
        var sent = await SendAsync(new Uri(root, "oauth/token/"), form, repeatable, Conceal, cancellationToken);
        if (sent.Error is { } error) return error;
        return TokenFields.Read(sent.Value, issued, server, old) is { } tokens ? tokens : new BitrixError.Rejected(ClientCodes.NoResult, "");
    }

    /// <summary>Posted as a form, so that no secret stands in an address.</summary>
    private async Task<BitrixResult<JsonObject>> SendAsync(
        Uri address, KeyValuePair<string, string>[] form, bool repeatable, Func<string, string> conceal, CancellationToken cancellationToken)
    {
        var errors = new ErrorCases(conceal, _time);
        for (var attempt = 1; ; attempt++)
        {
            using var content = new FormUrlEncodedContent(form);
            var (received, failure) = await _exchange.PostAsync(address, content, cancellationToken);
            BitrixResult<JsonObject> outcome;
            using (received) outcome = failure ?? AnswerReader.Object(received!, address, errors);

            // A server that sends us elsewhere is not followed: the secret would go along.
            if (outcome.Error is BitrixError.PortalRenamed) outcome = new BitrixError.AddressRefused(ClientCodes.Redirected, "");
            if (outcome.Succeeded) return outcome;

            LogFailed(_logger, address.AbsolutePath, address.Host, outcome.Error!.GetType().Name, outcome.Error.Code, attempt);
            if (RetryRule.WaitAfter(outcome.Error, repeatable, attempt, _options, Random.Shared.NextDouble()) is not { } wait) return outcome;
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "{Path} at authorisation server {Server}: {Outcome} {Code}, attempt {Attempt}")]
    private static partial void LogFailed(ILogger logger, string path, string server, string outcome, string code, int attempt);
}

/// <summary>
/// What the authorisation server says of a token. <paramref name="Portal"/> is null when it named no usable address,
/// <paramref name="UserId"/> when it named no user. <paramref name="IsInstalled"/>: the installation was finished.
/// <paramref name="Status"/>: L local, F free, D demo, T trial, P paid.
/// </summary>
public sealed record TokenOwner(string ClientId, string MemberId, long? UserId, PortalAddress? Portal, bool IsInstalled, string Status, IReadOnlyList<string> Scopes)
{
    internal static TokenOwner? Read(JsonNode? result)
    {
        var install = TolerantJson.Member(result, "install");
        if (TolerantJson.Text(TolerantJson.Member(result, "client_id")) is not { Length: > 0 } client
            || TolerantJson.Text(TolerantJson.Member(install, "member_id")) is not { Length: > 0 } member) return null;
        PortalAddress.TryFromRestRoot(TolerantJson.Text(TolerantJson.Member(install, "client_endpoint")), out var portal);
        return new TokenOwner(
            client, member, TolerantJson.Long(TolerantJson.Member(result, "user_id")), portal, TolerantJson.Flag(TolerantJson.Member(install, "installed")),
            TolerantJson.Text(TolerantJson.Member(install, "status")) ?? "", TokenFields.Scopes(TolerantJson.Member(result, "scope")));
    }
}
