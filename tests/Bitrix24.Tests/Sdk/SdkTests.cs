using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DedupPortal.Testing;

namespace DedupPortal.Bitrix24.Tests.Sdk;

/// <summary>
/// Proof from outside: clients that others wrote, the official JavaScript SDK and a community one, read from and write to the emulator as
/// they would with a live portal, with its limits on. What they did is checked afterwards over plain HTTP. The official one speaks https only.
/// </summary>
public sealed class SdkTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
#pragma warning disable MA0039 // The portal's certificate is one that nobody vouches for.
    private readonly HttpClient _http = new(new HttpClientHandler
    {
        ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        AllowAutoRedirect = false,
    });
#pragma warning restore MA0039

    private EmulatorProcess _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await EmulatorProcess.StartAsync("--rate", "on", "--tls", "on");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Official_Webhook_ListsBatchesGetsAndUpdates()
    {
        var said = await RunAsync("official-webhook", Address);

        await ProveAsync(said);
    }

    [Fact]
    public async Task Official_OAuth_ListsBatchesGetsAndUpdates_AlsoWhenTheTokenHasExpired()
    {
        var tokens = await SignInAsync();

        await ProveAsync(await RunAsync("official-oauth", Address, tokens.ToJsonString()));

        await PostAsync("/_clock", new { advance = 3700 });
        var said = await RunAsync("official-oauth", Address, tokens.ToJsonString());
        Assert.Equal(120, said["listed"]!.GetValue<int>());
        var calls = (await _http.GetFromJsonAsync<JsonArray>(new Uri(_portal.Address, "/_journal")))!;
        Assert.Contains(calls, c => c!["status"]!.GetValue<int>() == 401);
        Assert.Contains(calls, c => c!["method"]!.GetValue<string>() == "oauth/token" && c["parameters"]!["grant_type"]!.GetValue<string>() == "refresh_token");
    }

    [Fact]
    public async Task Community_Webhook_ListsBatchesGetsUpdatesAndAdds()
    {
        var said = await RunAsync("community", Address);

        Assert.Equal("tg_anna", said["contact"]!.GetValue<string>());
        Assert.Equal(120, said["listed"]!.GetValue<int>());
        Assert.Equal(120, said["total"]!.GetValue<int>());
        Assert.Equal("Order of Anna", said["deal"]!.GetValue<string>());
        Assert.Equal("50", said["lead"]!.GetValue<string>());
        Assert.True(said["updated"]!.GetValue<bool>());
        Assert.Equal("Seller", (await GetAsync("crm.contact.get", 131))["POST"]!.GetValue<string>());
        var lead = await GetAsync("crm.lead.get", said["created"]!.GetValue<int>());
        Assert.Equal("From a form", lead["TITLE"]!.GetValue<string>());
        Assert.Equal("+491701230001", lead["PHONE"]![0]!["VALUE"]!.GetValue<string>());
    }

    private string Address => _portal.AdminWebhook.AbsoluteUri.TrimEnd('/');

    private async Task ProveAsync(JsonObject said)
    {
        Assert.Equal("1", said["me"]!.GetValue<string>());
        Assert.Equal("imol|telegrambot|5|700112233|4153", said["contact"]!.GetValue<string>());
        Assert.Equal(120, said["listed"]!.GetValue<int>());
        Assert.Equal(120, said["fetched"]!.AsArray().Select(i => i!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("Order of Anna", said["deal"]!.GetValue<string>());
        Assert.Equal("50", said["lead"]!.GetValue<string>());
        Assert.False(said["missing"]!.GetValue<bool>());
        Assert.Equal("ERROR_METHOD_NOT_FOUND", said["refused"]!.GetValue<string>());
        Assert.Contains("+491701230000", said["updated"]!.AsArray().Select(v => v!.GetValue<string>()));
        var contact = await GetAsync("crm.contact.get", 131);
        Assert.Equal("Buyer", contact["POST"]!.GetValue<string>());
        Assert.Equal(["+491701234567", "+491701230000"], contact["PHONE"]!.AsArray().Select(p => p!["VALUE"]!.GetValue<string>()));
    }

    private async Task<JsonObject> GetAsync(string method, int id) =>
        (JsonObject)(await _http.GetFromJsonAsync<JsonObject>(new Uri(_portal.AdminWebhook, $"{method}?id={id}")))!["result"]!;

    private async Task<JsonObject> SignInAsync()
    {
        await PostAsync("/_app", new { redirect = "http://127.0.0.1:9/callback" });
        await PostAsync("/_portal", new { browserUser = 1 });
        using var redirect = await _http.GetAsync(new Uri(_portal.Address, $"/oauth/authorize/?client_id={_portal.ClientId}&state=s"));
        var code = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(redirect.Headers.Location!.Query)["code"];
        var tokens = (await _http.GetFromJsonAsync<JsonObject>(new Uri(_portal.AuthServer,
            $"/oauth/token/?grant_type=authorization_code&client_id={_portal.ClientId}&client_secret={_portal.ClientSecret}&code={code}")))!;
        tokens["client_id"] = _portal.ClientId;
        tokens["client_secret"] = _portal.ClientSecret;
        return tokens;
    }

    private async Task PostAsync(string path, object wish)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(_portal.Address, path), wish);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<JsonObject> RunAsync(params string[] arguments)
    {
        var folder = Folder();
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), "The clients are not installed: run `npm ci` in tests/Bitrix24.Tests/Sdk, or bash tests/run.");
        var start = new ProcessStartInfo("node") { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
        foreach (var argument in arguments.Prepend("sdk.mjs"))
            start.ArgumentList.Add(argument);
        using var node = Process.Start(start)!;
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            var (output, errors) = (node.StandardOutput.ReadToEndAsync(patience.Token), node.StandardError.ReadToEndAsync(patience.Token));
            await node.WaitForExitAsync(patience.Token);
            Assert.True(node.ExitCode == 0, await errors);
            // The official client greets on standard output before the answer.
            return (JsonObject)JsonNode.Parse((await output).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
        }
        finally
        {
            if (!node.HasExited)
                node.Kill(entireProcessTree: true);
        }
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DedupPortal.sln")))
                return Path.Combine(folder.FullName, "tests", "Bitrix24.Tests", "Sdk");
        }
        throw new InvalidOperationException("No DedupPortal.sln above the tests.");
    }
}
