using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Sections 1.1 to 1.7 of the contract: both servers, all token errors.</summary>
public sealed class OAuthCases(ContractPortal portal) : ApplicationCase(portal)
{
    [Fact]
    public async Task Authorize_LoggedIn_RedirectNamesPortalAndServer()
    {
        var redirect = await AuthorizeAsync(state: "k9f3");

        Assert.Equal("a", redirect["tenant"]);
        Assert.Equal("k9f3", redirect["state"]);
        Assert.Equal(Process.Address.Authority, redirect["domain"]);
        Assert.Equal(Process.AuthServer.Authority, redirect["server_domain"]);
        Assert.Matches("^[0-9a-f]{32}$", redirect["member_id"]);
        Assert.Contains("crm", redirect["scope"].Split(','));
    }

    [Fact]
    public async Task Token_ByCode_AnswerAsDocumented()
    {
        var member = (await AuthorizeAsync())["member_id"];
        var body = (await SignInAsync()).Body;

        Assert.Equal(Process.AuthServer.Authority, body["domain"]!.GetValue<string>());
        Assert.Equal($"{Process.Address}rest/", body["client_endpoint"]!.GetValue<string>());
        Assert.Equal($"{Process.AuthServer}rest/", body["server_endpoint"]!.GetValue<string>());
        Assert.Equal(3600, body["expires_in"]!.GetValue<int>());
        Assert.Equal(member, body["member_id"]!.GetValue<string>());
        Assert.Equal("L", body["status"]!.GetValue<string>());
        Assert.False(body.ContainsKey("user_id"));
    }

    [Fact]
    public async Task Token_ByFormPost_SameAnswer()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token", ["client_id"] = Process.ClientId, ["client_secret"] = Process.ClientSecret, ["refresh_token"] = (await SignInAsync()).Refresh,
        });
        using var response = await Browser.PostAsync(new Uri(Process.AuthServer, "/oauth/token/"), form);

        Assert.True((await response.Content.ReadFromJsonAsync<JsonObject>())!.ContainsKey("access_token"));
    }

    [Fact]
    public async Task Refresh_Rotates_OldRefreshTokenIsSpent()
    {
        var first = await SignInAsync(user: 6);

        var second = Read(await RefreshAsync(first.Refresh));

        Assert.NotEqual(first.Refresh, second.Refresh);
        Assert.NotEqual(first.Access, second.Access);
        Assert.Equal(6, second.Body["user_id"]!.GetValue<int>());
        Assert.Equal(JsonValueKind.Number, second.Body["expires"]!.GetValueKind());
        Refused(await RefreshAsync(first.Refresh), 400, "invalid_grant", "");
        Assert.Equal("6", (await CallAppAsync(second.Access, "profile")).Result!["ID"]!.GetValue<string>());
        await Process.HandleAsync("/_portal", new { refreshReuse = true });
        Assert.Equal(200, (await RefreshAsync(first.Refresh)).Status);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("form")]
    [InlineData("json")]
    public async Task AuthParameter_AnyPlace_Accepted(string place)
    {
        var token = (await SignInAsync()).Access;
        var address = new Uri(Process.Address, "/rest/crm.contact.get.json?id=120" + (place == "query" ? "&auth=" + token : ""));
        using HttpContent? content = place switch
        {
            "form" => new FormUrlEncodedContent(new Dictionary<string, string> { ["auth"] = token }),
            "json" => JsonContent.Create(new { auth = token }),
            _ => null,
        };

        using var response = content is null ? await Browser.GetAsync(address) : await Browser.PostAsync(address, content);

        Assert.Equal("120", (await response.Content.ReadFromJsonAsync<JsonObject>())!["result"]!["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Batch_WithToken_ActsAsItsUser()
    {
        var token = (await SignInAsync(user: 6)).Access;

        var batch = await CallAppAsync(token, "batch", """{"cmd":{"me":"profile","app":"app.info"}}""");

        Assert.Equal("6", batch.Result!["result"]!["me"]!["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Case53_ExpiredToken_401()
    {
        var tokens = await SignInAsync();
        await Process.AdvanceAsync(TimeSpan.FromSeconds(3590));
        Assert.Equal(200, (await CallAppAsync(tokens.Access, "profile")).Status);

        await Process.AdvanceAsync(TimeSpan.FromSeconds(11));

        Refused(await CallAppAsync(tokens.Access, "profile"), 401, "expired_token", "The access token provided has expired.");
        Assert.Equal(200, (await CallAppAsync(Read(await RefreshAsync(tokens.Refresh)).Access, "profile")).Status);
    }

    [Fact]
    public async Task Refresh_After181Days_InvalidGrant()
    {
        var tokens = await SignInAsync();
        await Process.AdvanceAsync(TimeSpan.FromDays(179));
        var renewed = Read(await RefreshAsync(tokens.Refresh));

        await Process.AdvanceAsync(TimeSpan.FromDays(181));

        Refused(await RefreshAsync(renewed.Refresh), 400, "invalid_grant", "");
    }

    [Fact]
    public async Task Token_Garbage_InvalidToken() =>
        Refused(await CallAppAsync("garbage", "profile"), 401, "invalid_token", "Unable to get application by token");

    [Fact]
    public async Task Case65_RefreshWithBadToken_InvalidGrant() => Refused(await RefreshAsync("bad"), 400, "invalid_grant", "");

    [Fact]
    public async Task Case66_CodeAfter31Seconds_InvalidGrant()
    {
        var code = (await AuthorizeAsync())["code"];
        await Process.AdvanceAsync(TimeSpan.FromSeconds(31));

        Refused(await TokenAsync(("grant_type", "authorization_code"), ("code", code)), 400, "invalid_grant", "");
    }

    [Fact]
    public async Task Code_After20Seconds_StillGood()
    {
        var code = (await AuthorizeAsync())["code"];
        await Process.AdvanceAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(200, (await TokenAsync(("grant_type", "authorization_code"), ("code", code))).Status);
    }

    [Fact]
    public async Task Code_SecondTime_InvalidGrant()
    {
        var code = (await AuthorizeAsync())["code"];
        Assert.Equal(200, (await TokenAsync(("grant_type", "authorization_code"), ("code", code))).Status);

        Refused(await TokenAsync(("grant_type", "authorization_code"), ("code", code)), 400, "invalid_grant", "");
    }

    [Fact]
    public async Task Code_BadBySwitch_BadVerificationCode()
    {
        await Process.HandleAsync("/_portal", new { badVerificationCode = true });

        Refused(await TokenAsync(("grant_type", "authorization_code"), ("code", "bad")), 400, "bad_verification_code", "");
    }

    [Fact]
    public async Task Token_WrongParameters_NamedErrors()
    {
        var refresh = (await SignInAsync()).Refresh;

        var wrong = await TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", "local.0.0"));
        Assert.Equal((200, "wrong_client", false), (wrong.Status, wrong.Error, wrong.Body.ContainsKey("access_token")));
        Refused(await TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_secret", "x")), 400, "invalid_client", "");
        Refused(await TokenAsync(("grant_type", "refresh_token")), 400, "invalid_request", "No \"refresh_token\" parameter found");
        Refused(await TokenAsync(("grant_type", "password")), 400, "invalid_request", "");
        Refused(await TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", "crm,telephony")), 403, "invalid_scope", "");
        // None of the refusals has spent the token.
        Assert.Equal(200, (await RefreshAsync(refresh)).Status);
    }

    [Fact]
    public async Task AppInfo_AtTheAuthServer_TellsWhoseTokenItIs()
    {
        var tokens = await SignInAsync(user: 6);

        var info = (await AuthAsync("/rest/app.info?auth=" + tokens.Access)).Result!;

        Assert.Equal(Process.ClientId, info["client_id"]!.GetValue<string>());
        Assert.Equal(6, info["user_id"]!.GetValue<int>());
        Assert.Equal(tokens.Body["member_id"]!.GetValue<string>(), info["install"]!["member_id"]!.GetValue<string>());
        Assert.Equal(tokens.Body["client_endpoint"]!.GetValue<string>(), info["install"]!["client_endpoint"]!.GetValue<string>());
        Assert.True(info["install"]!["installed"]!.GetValue<bool>());
        Refused(await AuthAsync("/rest/app.info"), 401, "NO_AUTH_FOUND", "Wrong authorization data");
        Refused(await AuthAsync("/rest/app.info?auth=x"), 401, "invalid_token", "");
        await Process.AdvanceAsync(TimeSpan.FromHours(2));
        Refused(await AuthAsync("/rest/app.info?auth=" + tokens.Access), 401, "expired_token", "");
    }

    [Fact]
    public async Task Authorize_Failures_StayOnThePortalsPage()
    {
        await AuthorizeAsync();
        await Process.HandleAsync("/_portal", new { browserUser = 0 });

        Assert.Contains("Log in", await PageAsync(Process.ClientId), StringComparison.Ordinal);
        Assert.Contains("not known", await PageAsync("local.0.0"), StringComparison.Ordinal);
        await Process.HandleAsync("/_portal", new { browserUser = 1 });
        await Process.HandleAsync("/_app", new { redirect = (string?)null });
        var shown = await PageAsync(Process.ClientId);
        var code = shown.Split("application: ")[1][..32];
        Assert.Equal(200, (await TokenAsync(("grant_type", "authorization_code"), ("code", code))).Status);
    }

    private async Task<string> PageAsync(string client)
    {
        using var response = await Browser.GetAsync(new Uri(Process.Address, $"/oauth/authorize/?client_id={client}&state=s"));
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
