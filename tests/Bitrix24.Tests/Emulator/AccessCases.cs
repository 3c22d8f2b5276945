using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class AccessCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Case54_NoAuth_NoAuthFound() =>
        Refused(await CallAsync(new Uri(Process.Address, "/rest/"), "profile"), 401, "NO_AUTH_FOUND", "Wrong authorization data");

    [Fact]
    public async Task Case55_WrongSecret_InvalidCredentials() =>
        Refused(await CallAsync(new Uri(Process.Address, "/rest/1/wrong/"), "profile"), 401, "INVALID_CREDENTIALS", "Invalid request credentials");

    [Fact]
    public async Task Case56_WebhookWithoutCrm_InsufficientScope()
    {
        using var made = await Process.Http.PostAsJsonAsync(new Uri("/_webhooks", UriKind.Relative), new { user = 1, scopes = new[] { "user" } });
        var webhook = new Uri((await made.Content.ReadFromJsonAsync<JsonObject>())!["url"]!.GetValue<string>());

        Refused(await CallAsync(webhook, "crm.lead.fields"), 401, "insufficient_scope", "The request requires higher privileges");
        Assert.Equal("""{"error":"insufficient_scope","error_description":""}""",
            Json((await CallAsync(webhook, "batch", new { cmd = new { a = "crm.lead.fields" } })).Result!["result_error"]!["a"]));
        Assert.Equal("""["user"]""", Json((await CallAsync(webhook, "scope")).Result));
    }

    [Fact]
    public async Task Case57_EventBind_ByWebhook_WrongAuthType() =>
        Refused(await CallAsync("event.bind", new { @event = "ONCRMLEADADD" }), 403, "WRONG_AUTH_TYPE", "Current authorization type is denied");

    [Fact]
    public async Task Case62_PlacementBind_ByWebhook_WrongAuthType() =>
        Refused(await CallAsync("placement.bind", new { PLACEMENT = "LEFT_MENU" }), 403, "WRONG_AUTH_TYPE", "Current authorization type is denied");

    [Fact]
    public async Task AppInfo_ByWebhook_AccessDenied() => Refused(await CallAsync("app.info"), 400, "ACCESS_DENIED", "Access denied");

    [Fact]
    public async Task Case72_UnknownMethod_404() => Refused(await CallAsync("nosuch.method"), 404, "ERROR_METHOD_NOT_FOUND", "Method not found!");

    [Fact]
    public async Task Case74_MethodGet_MergeBatch_Available()
    {
        Assert.Equal("""{"isExisting":true,"isAvailable":true}""", Json((await CallAsync("method.get", new { name = "crm.entity.mergeBatch" })).Result));
        Assert.Equal("""{"isExisting":false,"isAvailable":false}""", Json((await CallAsync("method.get", new { name = "nosuch" })).Result));
    }

    [Fact]
    public async Task Case75_Profile_IdIsTextAdminIsBoolean()
    {
        var admin = (await CallAsync("profile")).Result!;
        var user = (await CallAsUserAsync("profile")).Result!;

        Assert.Equal("1", admin["ID"]!.GetValue<string>());
        Assert.Equal(JsonValueKind.True, admin["ADMIN"]!.GetValueKind());
        Assert.Equal("6", user["ID"]!.GetValue<string>());
        Assert.Equal(JsonValueKind.False, user["ADMIN"]!.GetValueKind());
    }

    [Fact]
    public async Task Users_GetCurrentAdmin_Agree()
    {
        Assert.Equal(["1", "6"], (await CallAsync("user.get")).Result!.AsArray().Select(u => u!["ID"]!.GetValue<string>()));
        Assert.Equal("6", (await CallAsync("user.get", new { ID = 6 })).Result![0]!["ID"]!.GetValue<string>());
        Assert.Equal("6", (await CallAsUserAsync("user.current")).Result!["ID"]!.GetValue<string>());
        Assert.True((await CallAsync("user.admin")).Result!.GetValue<bool>());
        Assert.Equal(1, (await CallAsync("crm.settings.mode.get")).Result!.GetValue<int>());
    }

    [Fact]
    public async Task Rights_UserWithoutRead_ListsAreShorterAndGetIsRefused()
    {
        using var set = await Process.Http.PostAsJsonAsync(new Uri("/_rights", UriKind.Relative), new { user = 6, type = 3, read = "Own", edit = "None" });
        set.EnsureSuccessStatusCode();

        Assert.Equal(1, (await CallAsUserAsync("crm.contact.list", new { start = 0 })).Body["total"]!.GetValue<int>()); // 120 alone is hers
        Refused(await CallAsUserAsync("crm.contact.get", new { id = 131 }), 400, "", "Access denied.");
        Refused(await CallAsUserAsync("crm.contact.update", new { id = 120, fields = new { NAME = "X" } }), 400, "", "Access denied.");
        Refused(await CallAsUserAsync("crm.item.get", new { entityTypeId = 3, id = 131 }), 400, "ACCESS_DENIED", "Access denied");
    }

    [Theory]
    [InlineData("crm.contact.get?id=120")]
    [InlineData("CRM.Contact.Get.json?ID=120")]
    public async Task Protocol_GetAndLetterCaseAndSuffix_SameAnswer(string request) =>
        Assert.Equal("120", (await GetAsync(request)).Result!["ID"]!.GetValue<string>());

    [Fact]
    public async Task Protocol_FormWithBrackets_NestedParameters()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["order[ID]"] = "DESC", ["filter[<=ID]"] = "131", ["select[]"] = "ID",
        });
        using var response = await Process.Http.PostAsync(new Uri(Process.AdminWebhook, "crm.contact.list"), form);

        var body = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("""[{"ID":"131"},{"ID":"120"}]""", Json(body["result"]));
    }

    [Fact]
    public async Task Protocol_Multipart_NestedParameters()
    {
        using var form = new MultipartFormDataContent { { new StringContent("131"), "id" }, { new StringContent("Berta"), "fields[NAME]" } };
        using var response = await Process.Http.PostAsync(new Uri(Process.AdminWebhook, "crm.contact.update"), form);

        Assert.Equal("Berta", (await ContactAsync(131))["NAME"]!.GetValue<string>());
    }
}
