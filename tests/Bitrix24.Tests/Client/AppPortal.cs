using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>
/// A scripted portal and authorisation server in one: knows one valid access token, rotates the pair, and counts what was
/// executed. Tokens are <c>access-1</c>, <c>refresh-1</c>, and so on.
/// </summary>
internal sealed class AppPortal : IAsyncDisposable
{
    internal const string Member = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

    internal static readonly OAuthApplication Application = new("local.66a1.2b3c", new Secret("S3cr3tOfTheApplication"));

    private ScriptedPortal _http = null!;
    private int _generation = 1;
    private int _refreshes;

    internal Uri Address => _http.Address;

    internal int Refreshes => _refreshes;

    internal ConcurrentQueue<ScriptedPortal.Received> Requests => _http.Requests;

    internal ConcurrentQueue<string> Executed { get; } = new();

    /// <summary>Answer of the authorisation server instead of a new pair.</summary>
    internal Scripted? RefreshAnswer { get; set; }

    /// <summary>No token is ever good enough.</summary>
    internal bool ExpiresAtOnce { get; init; }

    internal static async Task<AppPortal> StartAsync(bool expiresAtOnce = false)
    {
        var portal = new AppPortal { ExpiresAtOnce = expiresAtOnce };
        portal._http = await ScriptedPortal.StartAsync((request, _) => portal.Answer(request));
        return portal;
    }

    internal BitrixClientOptions Options()
    {
        var options = _http.Options();
        options.AuthServers = [Address.ToString()];
        return options;
    }

    /// <summary>A pair that the portal no longer takes, unless it is told otherwise.</summary>
    internal OAuthTokens Tokens(int generation = 0) => new()
    {
        MemberId = Member,
        Portal = PortalAddress.FromRestRoot(new Uri(Address, "rest/")),
        ServerEndpoint = new Uri(Address, "rest/"),
        AccessToken = new Secret($"access-{generation}"),
        RefreshToken = new Secret($"refresh-{generation}"),
        IssuedAt = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.UnixEpoch.AddHours(1),
        Scopes = ["crm"],
    };

    internal OAuthAccess Access(ITokenStore store) => new(Application, Member, PortalAddress.FromRestRoot(new Uri(Address, "rest/")), store);

    internal Scripted Pair(int generation) => new(200, new JsonObject
    {
        ["access_token"] = $"access-{generation}", ["refresh_token"] = $"refresh-{generation}", ["expires_in"] = 3600, ["member_id"] = Member, ["user_id"] = 17,
        ["client_endpoint"] = new Uri(Address, "rest/").ToString(), ["server_endpoint"] = new Uri(Address, "rest/").ToString(), ["domain"] = "oauth.example", ["scope"] = "crm,im", ["status"] = "L",
    }.ToJsonString());

    public ValueTask DisposeAsync() => _http.DisposeAsync();

    private Scripted Answer(ScriptedPortal.Received request)
    {
        if (request.Path == "/oauth/token/")
        {
            var form = QueryHelpers.ParseQuery(request.Body);
            Interlocked.Increment(ref _refreshes);
            if (RefreshAnswer is { } scripted) return scripted;
            return form["refresh_token"] == $"refresh-{_generation - 1}" ? Pair(_generation) : new Scripted(400, """{"error":"invalid_grant","error_description":"used"}""");
        }

        var token = JsonNode.Parse(request.Body)!["auth"]?.GetValue<string>();
        if (ExpiresAtOnce || token != $"access-{_generation}") return new Scripted(401, """{"error":"expired_token","error_description":"The access token provided has expired."}""");
        Executed.Enqueue(request.Path);
        return Scripted.Ok("17");
    }
}
