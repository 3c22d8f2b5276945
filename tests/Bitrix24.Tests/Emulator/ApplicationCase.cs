using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed record Tokens(string Access, string Refresh, JsonObject Body);

/// <summary>A contract case seen from an application: OAuth and tokens over plain HTTP.</summary>
public abstract class ApplicationCase(ContractPortal portal) : ContractCase(portal)
{
    protected const string Redirect = "http://127.0.0.1:9/callback?tenant=a";

    protected static HttpClient Browser { get; } = new(new HttpClientHandler { AllowAutoRedirect = false });

    /// <summary>The redirect's parameters after somebody agreed in the browser.</summary>
    protected async Task<IReadOnlyDictionary<string, string>> AuthorizeAsync(int user = 1, string state = "s1")
    {
        await Process.HandleAsync("/_app", new { redirect = Redirect });
        await Process.HandleAsync("/_portal", new { browserUser = user });
        using var response = await Browser.GetAsync(new Uri(Process.Address, $"/oauth/authorize/?client_id={Process.ClientId}&state={state}"));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.StartsWith(Redirect + "&code=", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(response.Headers.Location.Query).ToDictionary(p => p.Key, p => p.Value.ToString());
    }

    protected async Task<Tokens> SignInAsync(int user = 1)
    {
        var answer = await TokenAsync(("grant_type", "authorization_code"), ("code", (await AuthorizeAsync(user))["code"]));
        Assert.Equal(200, answer.Status);
        return Read(answer);
    }

    protected static Tokens Read(Answer answer) =>
        new(answer.Body["access_token"]!.GetValue<string>(), answer.Body["refresh_token"]!.GetValue<string>(), answer.Body);

    protected Task<Answer> RefreshAsync(string token) => TokenAsync(("grant_type", "refresh_token"), ("refresh_token", token));

    /// <summary>Asks the authorisation server with the application's own credentials; what is given here wins, null leaves a parameter out.</summary>
    protected async Task<Answer> TokenAsync(params (string Name, string? Value)[] parameters)
    {
        var all = new Dictionary<string, string?> { ["client_id"] = Process.ClientId, ["client_secret"] = Process.ClientSecret };
        foreach (var (name, value) in parameters)
            all[name] = value;
        var query = string.Join('&', all.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
        return await AuthAsync("/oauth/token/?" + query);
    }

    protected async Task<Answer> AuthAsync(string pathAndQuery)
    {
        using var response = await Browser.GetAsync(new Uri(Process.AuthServer, pathAndQuery));
        return new Answer((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>A method call with the token in the JSON body.</summary>
    protected Task<Answer> CallAppAsync(string token, string method, JsonObject? parameters = null)
    {
        parameters = (JsonObject?)parameters?.DeepClone() ?? [];
        parameters["auth"] = token;
        return CallAsync(new Uri(Process.Address, "/rest/"), method, parameters);
    }

    /// <summary>Parameters written as JSON, for names that C# keeps for itself.</summary>
    protected Task<Answer> CallAppAsync(string token, string method, string json) => CallAppAsync(token, method, (JsonObject)JsonNode.Parse(json)!);

    /// <summary>Waits until everything that was to be posted has been answered.</summary>
    protected async Task SettledAsync()
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var state = JsonNode.Parse(await Process.Http.GetStringAsync(new Uri("/_events", UriKind.Relative)))!;
            if (state["open"]!.GetValue<int>() == 0)
                return;
            await Task.Delay(100);
        }
        Assert.Fail("The events never left.");
    }
}
