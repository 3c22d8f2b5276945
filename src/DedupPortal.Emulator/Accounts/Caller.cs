using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.OAuth;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Accounts;

/// <summary>Who calls: a person of the portal through an incoming webhook, or through an application's access token.</summary>
internal sealed record Caller(PortalUser User, Webhook? Webhook, Application? Application, AccessToken? Token)
{
    /// <summary>An automation rule, not a person with a session.</summary>
    public bool Robot { get; init; }

    /// <summary>The `auth_connector` of the request: changes under it are not recorded in the queue of that name.</summary>
    public string Connector { get; init; } = "";

    private static readonly string[] s_userScopes = ["user", "user_brief", "user_basic"];

    public IReadOnlyList<string> Scopes => Webhook?.Scopes ?? Application!.Scopes;

    /// <summary>Whose budget a call is charged to: the webhook or the application.</summary>
    public string Key => Webhook is { } webhook ? "webhook " + webhook.Secret : "application " + Application!.ClientId;

    public bool Holds(RestMethod method) => method.Scope switch
    {
        "basic" => true,
        "user" => s_userScopes.Any(Scopes.Contains),
        var scope => Scopes.Contains(scope),
    };

    /// <summary>The caller's name for itself in the sentence that refuses a missing scope.</summary>
    public string TokenName => Webhook is null ? "access token" : "webhook token";
}
