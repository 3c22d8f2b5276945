using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DedupPortal.Testing;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Sections 1.6, 1.9 and 1.10 of the contract: kinds of portals, and what each says about itself.</summary>
public sealed class PortalKindCases(ContractPortal portal) : ApplicationCase(portal)
{
    [Fact]
    public async Task AppInfo_Cloud_PlanInThreeFields()
    {
        var token = (await SignInAsync()).Access;
        await Process.HandleAsync("/_portal", new { licence = "de_ent10000" });

        var info = (await CallAppAsync(token, "app.info")).Result!;

        Assert.Equal(("de_ent10000", "ent10000", "ent"), (info["LICENSE"]!.GetValue<string>(), info["LICENSE_TYPE"]!.GetValue<string>(), info["LICENSE_FAMILY"]!.GetValue<string>()));
        Assert.Equal(Process.ClientId, info["CODE"]!.GetValue<string>());
        Assert.True(info["INSTALLED"]!.GetValue<bool>());
    }

    [Fact]
    public async Task OnPremise_LicenceMissingMethodsFolderAndNoProxy()
    {
        await Process.HandleAsync("/_portal", new { onPremise = true, basePath = "/crm24", missingMethods = new[] { "crm.activity.binding.*", "crm.item.import" } });
        var redirect = new Uri(Process.Address, $"/crm24/oauth/authorize/?client_id={Process.ClientId}&state=s");
        await Process.HandleAsync("/_app", new { redirect = Redirect });
        using var agreed = await Browser.GetAsync(redirect);
        var code = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(agreed.Headers.Location!.Query)["code"].ToString();
        var tokens = Read(await TokenAsync(("grant_type", "authorization_code"), ("code", code)));
        var endpoint = new Uri(tokens.Body["client_endpoint"]!.GetValue<string>());
        Task<Answer> Call(string method, JsonObject? more = null)
        {
            more ??= [];
            more["auth"] = tokens.Access;
            return CallAsync(endpoint, method, more);
        }

        Assert.Equal("/crm24/rest/", endpoint.AbsolutePath);
        Assert.Equal("ru_selfhosted", (await Call("app.info")).Result!["LICENSE"]!.GetValue<string>());
        Refused(await Call("crm.activity.binding.list", new JsonObject { ["activityId"] = 20 }), 404, "ERROR_METHOD_NOT_FOUND", "");
        Assert.Equal("""{"isExisting":false,"isAvailable":false}""", Json((await Call("method.get", new JsonObject { ["name"] = "crm.item.import" })).Result));
        Assert.Equal("""{"isExisting":true,"isAvailable":true}""", Json((await Call("method.get", new JsonObject { ["name"] = "event.bind" })).Result));
        using var root = await Browser.GetAsync(new Uri(Process.Address, "/rest/profile?auth=" + tokens.Access));
        Assert.Equal(404, (int)root.StatusCode);
        using var proxy = await Browser.GetAsync(new Uri(Process.Address, "/crm24/oauth/token/"));
        Assert.Equal(404, (int)proxy.StatusCode);
    }

    [Fact]
    public async Task Cloud_TokenProxyOfThePortal_Works()
    {
        var refresh = (await SignInAsync()).Refresh;

        using var answer = await Browser.GetAsync(new Uri(Process.Address,
            $"/oauth/token/?grant_type=refresh_token&client_id={Process.ClientId}&client_secret={Process.ClientSecret}&refresh_token={refresh}"));

        Assert.True((await answer.Content.ReadFromJsonAsync<JsonObject>())!.ContainsKey("access_token"));
    }

    [Fact]
    public async Task OnPremise_NoRateLimit()
    {
        await using var limited = await EmulatorProcess.StartAsync("--rate", "on");
        await limited.HandleAsync("/_portal", new { onPremise = true });

        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => limited.CallAsync("server.time")));

        Assert.All(answers, a => Assert.True(a.ContainsKey("result")));
    }

    [Fact]
    public async Task OnPremise_SelfSignedCertificate_RefusedByWhoeverChecks()
    {
        await using var secure = await EmulatorProcess.StartAsync("--tls", "on");
#pragma warning disable MA0039 // The certificate that nobody vouches for is what is asked here.
        using var trusting = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator });
#pragma warning restore MA0039

        Assert.Equal("https", secure.AdminWebhook.Scheme);
        await Assert.ThrowsAsync<HttpRequestException>(() => Browser.GetAsync(new Uri(secure.AdminWebhook, "profile")));
        Assert.Contains("\"ID\":\"1\"", await trusting.GetStringAsync(new Uri(secure.AdminWebhook, "profile")), StringComparison.Ordinal);
        async Task<JsonNode?> Handle(string path, object wish)
        {
            using var answer = await trusting.PostAsJsonAsync(new Uri(secure.Address, path), wish);
            var text = await answer.Content.ReadAsStringAsync();
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        await Handle("/_portal", new { basePath = "/crm24" });
        var webhook = (await Handle("/_webhooks", new { user = 1, scopes = new[] { "crm" } }))!["url"]!.GetValue<string>();
        var fields = (await Handle("/_app/open", new { handler = "http://127.0.0.1:9/" }))!["fields"]!;
        var info = JsonNode.Parse(await Browser.GetStringAsync(new Uri(secure.AuthServer, "/rest/app.info?auth=" + fields["AUTH_ID"])))!;
        Assert.StartsWith($"{secure.Address}crm24/rest/1/", webhook, StringComparison.Ordinal);
        Assert.Equal($"{secure.Address}crm24/rest/", info["result"]!["install"]!["client_endpoint"]!.GetValue<string>());
        Assert.Contains("\"120\"", await trusting.GetStringAsync(new Uri(webhook + "crm.contact.get?id=120")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HttpsOnly_TokenOverPlainHttp_InvalidRequest()
    {
        var token = (await SignInAsync()).Access;
        await Process.HandleAsync("/_portal", new { httpsOnly = true });

        Refused(await CallAppAsync(token, "profile"), 400, "INVALID_REQUEST", "Https required");
    }

    [Fact]
    public async Task Methods_ByScopeAndRight()
    {
        var token = (await SignInAsync()).Access;
        await Process.HandleAsync("/_app", new { scopes = new[] { "imopenlines" } });
        async Task<List<string>> Names(string parameters) => [.. (await CallAppAsync(token, "methods", parameters)).Result!.AsArray().Select(m => m!.GetValue<string>())];

        Assert.DoesNotContain("crm.lead.list", await Names("{}"));
        Assert.Contains("imopenlines.dialog.get", await Names("{}"));
        Assert.Contains("crm.lead.list", await Names("""{"full":true}"""));
        Assert.All(await Names("""{"scope":"crm"}"""), m => Assert.StartsWith("crm.", m, StringComparison.Ordinal));
        Assert.Equal("""["imopenlines"]""", Json((await CallAppAsync(token, "scope")).Result));
    }

    [Fact]
    public async Task SimpleCrm_LeadBecomesADealAtOnce()
    {
        await Process.HandleAsync("/_portal", new { simpleCrm = true });

        var id = (await CallAsync("crm.lead.add", new { fields = new { TITLE = "From the site", NAME = "Olga", PHONE = new[] { new { VALUE = "+491700000077" } } } })).Result!.GetValue<int>();

        Assert.Equal(2, (await CallAsync("crm.settings.mode.get")).Result!.GetValue<int>());
        Refused(await CallAsync("crm.lead.get", new { id }), 400, "", "Not found");
        var deal = (await CallAsync("crm.deal.list", new { filter = new { TITLE = "From the site" }, select = new[] { "ID", "CONTACT_ID" } })).Result![0]!;
        var contact = await ContactAsync(int.Parse(deal["CONTACT_ID"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
        var second = await CallAsync("crm.item.add", new { entityTypeId = 1, fields = new { title = "By item" } });
        Refused(await CallAsync("crm.item.get", new { entityTypeId = 1, id = second.Result!["item"]!["id"]!.GetValue<int>() }), 400, "NOT_FOUND", "");
        Assert.Single((await CallAsync("crm.deal.list", new { filter = new { TITLE = "By item" } })).Result!.AsArray());
        Assert.Equal(("Olga", "+491700000077"), (contact["NAME"]!.GetValue<string>(), contact["PHONE"]![0]!["VALUE"]!.GetValue<string>()));
    }

    [Fact]
    public async Task DismissedUser_TokenRefused()
    {
        var token = (await SignInAsync(user: 6)).Access;
        await Process.HandleAsync("/_users", new { user = 6, active = false });

        Refused(await CallAppAsync(token, "profile"), 401, "authorization_error", "Unable to authorize user");
        Refused(await CallAsUserAsync("profile"), 401, "INVALID_CREDENTIALS", "");
    }

    [Fact]
    public async Task AuthErrors_BySwitch_CodesOfTheContract()
    {
        var token = (await SignInAsync(user: 6)).Access;
        async Task Expect(object settings, string handle, int status, string error, string sentence, string method = "crm.contact.list")
        {
            await Process.HandleAsync(handle, settings);
            Refused(await CallAppAsync(token, method), status, error, sentence);
        }

        await Expect(new { users = new[] { 1 } }, "/_app", 401, "user_access_error", "The user does not have access to the application.");
        await Process.HandleAsync("/_app", new { users = (int[]?)null });
        await Expect(new { paymentExpired = true }, "/_app", 401, "PAYMENT_REQUIRED", "Subscription has been ended");
        await Process.HandleAsync("/_app", new { paymentExpired = false });
        await Expect(new { confirmations = new Dictionary<string, string> { ["crm.contact.list"] = "waiting" } }, "/_portal", 401, "METHOD_CONFIRM_WAITING", "Waiting for confirmation");
        await Expect(new { confirmations = new Dictionary<string, string> { ["crm.contact.list"] = "denied" } }, "/_portal", 403, "METHOD_CONFIRM_DENIED", "");
        await Process.HandleAsync("/_portal", new { confirmations = new { } });
        await Expect(new { user = 6, extranet = true }, "/_users", 403, "ALLOWED_ONLY_INTRANET_USER", "");
        await Process.HandleAsync("/_users", new { user = 6, extranet = false });
        await Expect(new { restClosed = true }, "/_portal", 403, "ACCESS_DENIED", "REST is available only on commercial plans.");
        await Process.HandleAsync("/_portal", new { restClosed = false });
        await Expect(new { deletedStatus = 410 }, "/_portal", 410, "PORTAL_DELETED", "");
        await Process.HandleAsync("/_portal", new { deletedStatus = 0 });
        Assert.Equal(200, (await CallAppAsync(token, "crm.contact.list")).Status);
    }

    [Fact]
    public async Task DocumentedStatuses_403WhereLivePortalsSay401()
    {
        await Process.HandleAsync("/_portal", new { documentedStatuses = true });

        Refused(await CallAsync(new Uri(Process.Address, "/rest/1/wrong/"), "profile"), 403, "INVALID_CREDENTIALS", "Invalid request credentials");
    }

    [Fact]
    public async Task MethodBeforeCaller_Switched_WhichRefusalComesFirst()
    {
        Refused(await CallAppAsync("garbage", "nosuch.method"), 404, "ERROR_METHOD_NOT_FOUND", "");
        await Process.HandleAsync("/_portal", new { methodBeforeCaller = false });
        Refused(await CallAppAsync("garbage", "nosuch.method"), 401, "invalid_token", "");
    }

    [Fact]
    public async Task Token_OfAnApplicationThatIsGone_ApplicationNotFound()
    {
        var other = (await Process.HandleAsync("/_app/new", new { redirect = Redirect }))!;
        using var agreed = await Browser.GetAsync(new Uri(Process.Address, $"/oauth/authorize/?client_id={other["clientId"]}&state=s"));
        var code = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(agreed.Headers.Location!.Query)["code"].ToString();
        var tokens = Read(await TokenAsync(("client_id", other["clientId"]!.GetValue<string>()), ("client_secret", other["clientSecret"]!.GetValue<string>()),
            ("grant_type", "authorization_code"), ("code", code)));
        Assert.Equal(200, (await CallAppAsync(tokens.Access, "profile")).Status);

        await Process.HandleAsync("/_app/delete", new { client = other["clientId"]!.GetValue<string>() });

        Refused(await CallAppAsync(tokens.Access, "profile"), 401, "APPLICATION_NOT_FOUND", "");
    }

    [Fact]
    public async Task Case73_Renamed_ApplicationsAreToldTheNewHost()
    {
        var refresh = (await SignInAsync()).Refresh;
        var host = $"localhost:{Process.Address.Port}";

        await Process.HandleAsync("/_portal", new { host });

        var body = (await RefreshAsync(refresh)).Body;
        Assert.Equal($"http://{host}/rest/", body["client_endpoint"]!.GetValue<string>());
        Assert.Equal(host, (await AuthAsync("/rest/app.info?auth=" + body["access_token"])).Result!["install"]!["domain"]!.GetValue<string>());
    }

    [Fact]
    public async Task LinesAndConnectors_AsSet()
    {
        var token = (await SignInAsync()).Access;
        await Process.HandleAsync("/_portal", new { lines = new[] { new { id = 21, name = "Support", connector = "wz_telegram", title = "WZ", active = true } }, recycleBin = false });

        Assert.Equal("21", (await CallAsync("imopenlines.config.list.get")).Result![0]!["ID"]!.GetValue<string>());
        Assert.Equal("Support", (await CallAsync("imopenlines.config.get", new { CONFIG_ID = 21 })).Result!["LINE_NAME"]!.GetValue<string>());
        Assert.Equal("WZ", (await CallAppAsync(token, "imconnector.list")).Result!["wz_telegram"]!.GetValue<string>());
        Assert.True((await CallAppAsync(token, "imconnector.status", """{"LINE":21,"CONNECTOR":"wz_telegram"}""")).Result!["STATUS"]!.GetValue<bool>());
        Refused(await CallAsync("imconnector.list"), 403, "WRONG_AUTH_TYPE", "");
        Assert.Equal("N", (await CallAsync("crm.type.list")).Result!["types"]![0]!["isRecyclebinEnabled"]!.GetValue<string>());
    }

    [Fact]
    public async Task Case75_Profile_ByToken()
    {
        var profile = (await CallAppAsync((await SignInAsync(user: 6)).Access, "profile")).Result!;

        Assert.Equal("6", profile["ID"]!.GetValue<string>());
        Assert.False(profile["ADMIN"]!.GetValue<bool>());
    }
}
