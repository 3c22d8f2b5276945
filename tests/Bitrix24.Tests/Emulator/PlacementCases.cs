using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Section 9 of the contract: places in the portal's pages and the form they post.</summary>
public sealed class PlacementCases(ContractPortal portal) : ApplicationCase(portal)
{
    private const string Tab = """{"PLACEMENT":"CRM_CONTACT_DETAIL_TAB","HANDLER":"https://app.example/tab","TITLE":"Duplicates","LANG_ALL":{"en":{"TITLE":"Duplicates"}}}""";

    [Fact]
    public async Task Case63_UnknownPlacement_NotFound() =>
        Refused(await CallAppAsync((await SignInAsync()).Access, "placement.bind", """{"PLACEMENT":"CRM_NOPE_DETAIL_TAB","HANDLER":"https://app.example/tab"}"""),
            400, "ERROR_PLACEMENT_NOT_FOUND", "");

    [Fact]
    public async Task Bind_GetUnbind_AsDocumented()
    {
        var token = (await SignInAsync()).Access;

        Assert.True((await CallAppAsync(token, "placement.bind", Tab)).Result!.GetValue<bool>());

        Assert.Equal("""[{"placement":"CRM_CONTACT_DETAIL_TAB","userId":0,"handler":"https://app.example/tab","options":[],"title":"Duplicates","description":"","langAll":{"en":{"TITLE":"Duplicates"}}}]""",
            Json((await CallAppAsync(token, "placement.get")).Result));
        Assert.Equal("""{"count":1}""", Json((await CallAppAsync(token, "placement.unbind", """{"PLACEMENT":"CRM_CONTACT_DETAIL_TAB"}""")).Result));
        Assert.Equal("""{"count":0}""", Json((await CallAppAsync(token, "placement.unbind", """{"PLACEMENT":"CRM_CONTACT_DETAIL_TAB"}""")).Result));
        Assert.Contains("CRM_LEAD_DETAIL_TAB", (await CallAppAsync(token, "placement.list")).Result!.AsArray().Select(c => c!.GetValue<string>()));
    }

    [Theory]
    [InlineData("""{"HANDLER":"https://app.example/a"}""", 400, "ERROR_ARGUMENT")]
    [InlineData("""{"PLACEMENT":"LEFT_MENU","HANDLER":"nowhere"}""", 400, "ERROR_WRONG_HANDLER_URL")]
    [InlineData("""{"PLACEMENT":"LEFT_MENU","HANDLER":"ftp://app.example/a"}""", 400, "ERROR_UNSUPPORTED_PROTOCOL")]
    [InlineData("""{"PLACEMENT":"REST_APP_URI","HANDLER":"https://app.example/a","USER_ID":6}""", 400, "ERROR_PLACEMENT_USER_MODE")]
    public async Task Bind_WrongParameters_NamedErrors(string parameters, int status, string error) =>
        Refused(await CallAppAsync((await SignInAsync()).Access, "placement.bind", parameters), status, error, "");

    [Fact]
    public async Task Bind_ByNonAdmin_AccessDenied() =>
        Refused(await CallAppAsync((await SignInAsync(user: 6)).Access, "placement.bind", Tab), 403, "ACCESS_DENIED", "Access denied");

    [Fact]
    public async Task Bind_WithoutScope_InsufficientScope()
    {
        var token = (await SignInAsync()).Access;
        await Process.HandleAsync("/_app", new { scopes = new[] { "crm" } });

        Refused(await CallAppAsync(token, "placement.bind", Tab), 401, "insufficient_scope", "The request requires higher privileges than provided by the access token");
        await Process.HandleAsync("/_portal", new { documentedStatuses = true });
        Refused(await CallAppAsync(token, "placement.bind", Tab), 403, "insufficient_scope", "The request requires higher privileges than provided by the access token");
    }

    [Fact]
    public async Task Open_PostsQueryAndFormAsDocumented()
    {
        await using var application = await FormReceiver.StartAsync();
        var token = (await SignInAsync()).Access;
        await CallAppAsync(token, "placement.bind", $$"""{"PLACEMENT":"CRM_CONTACT_DETAIL_TAB","HANDLER":"{{application.Address}}/tab"}""");

        await Process.HandleAsync("/_app/open", new { placement = "CRM_CONTACT_DETAIL_TAB", id = 120, user = 6, send = true });

        var form = (await application.TakeAsync(1))[0];
        Assert.Equal("/tab", form.Path);
        Assert.Contains("DOMAIN=" + Uri.EscapeDataString(Process.Address.Authority), form.Query, StringComparison.Ordinal);
        Assert.Equal("CRM_CONTACT_DETAIL_TAB", form["PLACEMENT"]);
        Assert.Equal("""{"ID":"120","URI":"\/crm\/contact\/details\/120\/?IFRAME=Y"}""", form["PLACEMENT_OPTIONS"]);
        Assert.Equal("120", JsonNode.Parse(form["PLACEMENT_OPTIONS"])!["ID"]!.GetValue<string>());
        Assert.Equal(("3600", "L"), (form["AUTH_EXPIRES"], form["status"]));
        Assert.Equal(6, (await AuthAsync("/rest/app.info?auth=" + form["AUTH_ID"])).Result!["user_id"]!.GetValue<int>());
        Assert.Equal(200, (await RefreshAsync(form["REFRESH_ID"])).Status);
    }

    [Fact]
    public async Task Open_Forgeries_DifferWhereTheyShould()
    {
        await SignInAsync();
        var real = await FieldsAsync(new { handler = "http://127.0.0.1:9/x" });

        Assert.NotEqual(real["APPLICATION_TOKEN"]!.GetValue<string>(), (await FieldsAsync(new { handler = "http://127.0.0.1:9/x", token = "forged" }))["APPLICATION_TOKEN"]!.GetValue<string>());
        Assert.False((await FieldsAsync(new { handler = "http://127.0.0.1:9/x", token = "none" })).ContainsKey("APPLICATION_TOKEN"));
        Assert.False((await FieldsAsync(new { handler = "http://127.0.0.1:9/x", auth = "none" })).ContainsKey("AUTH_ID"));
        var other = await FieldsAsync(new { handler = "http://127.0.0.1:9/x", auth = "other", user = 6, authUser = 1 });
        Assert.Equal(1, (await AuthAsync("/rest/app.info?auth=" + other["AUTH_ID"])).Result!["user_id"]!.GetValue<int>());
        var foreign = await FieldsAsync(new { handler = "http://127.0.0.1:9/x", auth = "foreign" });
        Assert.NotEqual(Process.ClientId, (await AuthAsync("/rest/app.info?auth=" + foreign["AUTH_ID"])).Result!["client_id"]!.GetValue<string>());
        var expired = await FieldsAsync(new { handler = "http://127.0.0.1:9/x", auth = "expired" });
        Refused(await CallAppAsync(expired["AUTH_ID"]!.GetValue<string>(), "profile"), 401, "expired_token", "");
    }

    [Fact]
    public async Task Frame_IsAPageThatPostsTheForm()
    {
        var token = (await SignInAsync()).Access;
        await CallAppAsync(token, "placement.bind", Tab);

        var page = await Process.Http.GetStringAsync(new Uri("/_app/frame?placement=CRM_CONTACT_DETAIL_TAB&id=120", UriKind.Relative));

        Assert.Contains("action=\"https://app.example/tab?DOMAIN=", page, StringComparison.Ordinal);
        Assert.Contains("name=\"AUTH_ID\"", page, StringComparison.Ordinal);
    }

    private async Task<JsonObject> FieldsAsync(object wish) => (JsonObject)(await Process.HandleAsync("/_app/open", wish))!["fields"]!;
}
