namespace DedupPortal.Bitrix24.Tests.Client;

public sealed class OAuthClientTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AuthorizeUrl_NamesApplicationAndStateOnly()
    {
        Assert.True(PortalAddress.TryParse("acme.example", out var portal));

        Assert.Equal("https://acme.example/oauth/authorize/?client_id=local.66a1.2b3c&state=a%2Fb", AppPortal.Application.AuthorizeUrl(portal, "a/b").AbsoluteUri);
    }

    [Fact]
    public async Task ExchangeCodeAsync_Good_WholePair()
    {
        await using var portal = await AppPortal.StartAsync();
        portal.RefreshAnswer = portal.Pair(3);
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var tokens = (await factory.OAuth.ExchangeCodeAsync(AppPortal.Application, portal.Address, new Secret("c0de"), CancellationToken.None)).Value;

        Assert.Equal(("access-3", "refresh-3", AppPortal.Member, "L"), (tokens.AccessToken.Reveal(), tokens.RefreshToken.Reveal(), tokens.MemberId, tokens.Status));
        Assert.Equal(portal.Address.Authority, tokens.Portal.Endpoint);
        Assert.Equal(TimeSpan.FromHours(1), tokens.ExpiresAt - tokens.IssuedAt);
        Assert.Equal(TimeSpan.FromDays(180), tokens.RefreshExpiresAt - tokens.IssuedAt);
        Assert.EndsWith("code=c0de", Assert.Single(portal.Requests).Body, StringComparison.Ordinal);
    }

    // Status, body, case, attempts of a code (works once), attempts of a refresh
    [Theory]
    [InlineData(200, """{"error":"wrong_client"}""", typeof(BitrixError.CredentialRevoked), 1, 1)]
    [InlineData(400, """{"error":"invalid_request","error_description":"No \"refresh_token\" parameter found"}""", typeof(BitrixError.Rejected), 1, 1)]
    [InlineData(400, """{"error":"invalid_client"}""", typeof(BitrixError.CredentialRevoked), 1, 1)]
    [InlineData(401, """{"error":"invalid_client"}""", typeof(BitrixError.CredentialRevoked), 1, 1)]
    [InlineData(400, """{"error":"invalid_grant"}""", typeof(BitrixError.CredentialRevoked), 1, 1)]
    [InlineData(400, """{"error":"bad_verification_code"}""", typeof(BitrixError.CredentialRevoked), 1, 1)]
    [InlineData(403, """{"error":"insufficient_scope"}""", typeof(BitrixError.MissingScope), 1, 1)]
    [InlineData(403, """{"error":"invalid_scope"}""", typeof(BitrixError.MissingScope), 1, 1)]
    [InlineData(402, """{"error":"PAYMENT_REQUIRED","error_description":"Payment required"}""", typeof(BitrixError.PortalGone), 1, 1)]
    [InlineData(401, """{"error":"NOT_INSTALLED"}""", typeof(BitrixError.CredentialRevoked), 1, 1)]
    [InlineData(401, """{"error":"NO_AUTH_FOUND"}""", typeof(BitrixError.CredentialRevoked), 1, 1)]
    [InlineData(200, """{"access_token":"x"}""", typeof(BitrixError.Rejected), 1, 1)]
    [InlineData(200, "<html/>", typeof(BitrixError.RetryLater), 1, 4)]
    [InlineData(502, "<html/>", typeof(BitrixError.RetryLater), 1, 4)]
    [InlineData(0, "", typeof(BitrixError.RetryLater), 1, 4)]
    public async Task Tokens_Refused_ByTheBody(int status, string body, Type expected, int codeAttempts, int refreshAttempts)
    {
        await using var portal = await AppPortal.StartAsync();
        portal.RefreshAnswer = new Scripted(status, body);
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var exchanged = await factory.OAuth.ExchangeCodeAsync(AppPortal.Application, portal.Address, new Secret("c0de"), CancellationToken.None);
        var afterCode = portal.Requests.Count;
        var refreshed = await factory.OAuth.RefreshAsync(AppPortal.Application, portal.Tokens(), CancellationToken.None);

        Assert.IsType(expected, exchanged.Error);
        Assert.IsType(expected, refreshed.Error);
        Assert.Equal((codeAttempts, refreshAttempts), (afterCode, portal.Requests.Count - afterCode));
    }

    [Fact]
    public async Task ServerThatSendsElsewhere_IsNotFollowed()
    {
        await using var portal = await AppPortal.StartAsync();
        portal.RefreshAnswer = new Scripted(302, "", "text/html", "https://evil.example/oauth/token/");
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.OAuth.RefreshAsync(AppPortal.Application, portal.Tokens(), CancellationToken.None);

        Assert.Equal(ClientCodes.Redirected, Assert.IsType<BitrixError.AddressRefused>(answer.Error).Code);
        Assert.Single(portal.Requests);
    }

    [Theory]
    [InlineData("https://oauth.bitrix.info/rest/", "https://oauth.bitrix.info/")]
    [InlineData("https://OAUTH.bitrix24.tech/rest/", "https://oauth.bitrix24.tech/")]
    [InlineData("https://auth.acme.example:8443/x", "http://auth.acme.example:8443/")]
    [InlineData("http://oauth.bitrix.info/rest/", null)]
    [InlineData("https://oauth.bitrix.info:444/rest/", null)]
    [InlineData("https://oauth.bitrix.info.evil.example/rest/", null)]
    [InlineData("https://oauth.bitrix.info@evil.example/rest/", null)]
    [InlineData("https://evil.example/", null)]
    [InlineData("ftp://oauth.bitrix.info/", null)]
    public void Root_OnlyServersOfTheSettings(string server, string? expected)
    {
        using var factory = new BitrixClientFactory(new BitrixClientOptions { AuthServers = ["http://auth.acme.example:8443"] }, TimeProvider.System, new CollectedLog());

        Assert.Equal(expected, factory.OAuth.Root(new Uri(server))?.ToString());
    }

    [Fact]
    public async Task ServerNotAllowed_NothingIsSentAnywhere()
    {
        await using var portal = await AppPortal.StartAsync();
        var options = portal.Options();
        options.AuthServers = [];
        using var factory = new BitrixClientFactory(options, TimeProvider.System, new CollectedLog());

        BitrixError?[] errors =
        [
            (await factory.OAuth.ExchangeCodeAsync(AppPortal.Application, portal.Address, new Secret("c"), CancellationToken.None)).Error,
            (await factory.OAuth.RefreshAsync(AppPortal.Application, portal.Tokens(), CancellationToken.None)).Error,
            (await factory.OAuth.DescribeAsync(portal.Address, new Secret("a"), CancellationToken.None)).Error,
        ];

        Assert.All(errors, error => Assert.Equal(ClientCodes.AuthServerNotAllowed, Assert.IsType<BitrixError.AddressRefused>(error).Code));
        Assert.Empty(portal.Requests);
    }

    [Theory]
    [InlineData("local.66a1.2b3c", AppPortal.Member, null)]
    [InlineData("local.other.app", AppPortal.Member, ClientCodes.OtherApplication)]
    [InlineData("local.66a1.2b3c", "ffffffffffffffffffffffffffffffff", ClientCodes.OtherPortal)]
    public async Task VerifyAsync_ByTheServersWord(string client, string member, string? code)
    {
        var answer = $$$"""{"result":{"client_id":"{{{client}}}","user_id":"17","scope":"crm","install":{"installed":true,"member_id":"{{{member}}}","client_endpoint":"https://acme.example/rest/"} } }""";
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(200, answer));
        await using var app = await AppPortal.StartAsync();
        var options = portal.Options();
        options.AuthServers = [portal.Address.ToString()];
        using var factory = new BitrixClientFactory(options, TimeProvider.System, new CollectedLog());

        var verified = await factory.OAuth.VerifyAsync(AppPortal.Application, app.Tokens() with { ServerEndpoint = new Uri(portal.Address, "rest/") }, CancellationToken.None);

        Assert.Equal(code, verified.Error?.Code);
        if (code is null) Assert.Equal((17, "acme.example"), (verified.Value.UserId!.Value, verified.Value.Portal.Host));
        var asked = Assert.Single(portal.Requests);
        Assert.Equal(("/rest/app.info", "auth=access-0"), (asked.Path, asked.Body));
    }

    [Fact]
    public async Task Reveal_ReadBack_SameTokens()
    {
        await using var portal = await AppPortal.StartAsync();
        var tokens = portal.Tokens(4) with { UserId = 6, Status = "F", Scopes = ["crm", "im"] };

        Assert.True(OAuthTokens.TryParse(tokens.Reveal(), out var read));

        Assert.Equal(tokens with { Scopes = read.Scopes }, read);
        Assert.Equal(tokens.Scopes, read.Scopes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("https://acme.example/rest/1/abcdef123456/")]
    [InlineData("""{"Member":"m","Portal":"https://acme.example/","Server":"https://oauth.bitrix.info/rest/","Access":"a","Refresh":"r"}""")]
    public void TryParse_AnythingElse_False(string? text) => Assert.False(OAuthTokens.TryParse(text, out _));

    [Theory]
    [InlineData("acme.example", true)]
    [InlineData("", false)]
    [InlineData("acme example", false)]
    public void Redirect_NeedsEveryPart(string domain, bool expected)
    {
        var query = new Dictionary<string, string> { ["code"] = "c", ["state"] = "s", ["member_id"] = AppPortal.Member, ["domain"] = domain, ["server_domain"] = "oauth.bitrix.info" };

        Assert.Equal(expected, OAuthRedirect.TryRead(query.GetValueOrDefault, out var redirect));
        if (expected) Assert.Equal(("https://oauth.bitrix.info/", "https://acme.example/rest/"), (redirect!.Server.AbsoluteUri, redirect.Portal.RestRoot.AbsoluteUri));
        foreach (var part in query.Keys) Assert.False(OAuthRedirect.TryRead(name => name == part ? null : query[name], out _));
    }

    [Fact]
    public void Matches_SameWordOnly()
    {
        var stored = new Secret("9f86d081884c7d659a2feaa0c55ad015");

        Assert.True(ApplicationToken.Matches(stored, new Secret("9f86d081884c7d659a2feaa0c55ad015")));
        Assert.False(ApplicationToken.Matches(stored, new Secret("9f86d081884c7d659a2feaa0c55ad016")));
        Assert.False(ApplicationToken.Matches(stored, new Secret("9f86")));
        Assert.False(ApplicationToken.Matches(stored, null));
        Assert.False(ApplicationToken.Matches(null, stored));
        Assert.False(ApplicationToken.Matches(null, null));
    }

    [Fact]
    public void Secret_NoFormShowsIt()
    {
        var secret = new Secret("S3cr3t");

        Assert.DoesNotContain("S3cr3t", $"{secret} {AppPortal.Application} {System.Text.Json.JsonSerializer.Serialize(secret)}", StringComparison.Ordinal);
        Assert.DoesNotContain("S3cr3t", $"{new OAuthRedirect(secret, "s", "m", PortalAddress.FromRestRoot(new Uri("https://acme.example/rest/")), new Uri("https://x.example"))}", StringComparison.Ordinal);
        Assert.DoesNotContain("S3cr3t", $"{new PortalCallback.Uninstalled("m", secret, Clean: false)} {s_now}", StringComparison.Ordinal);
    }
}
