using System.Text.Json.Nodes;
using DedupPortal.Emulator.OAuth;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Apps;

/// <summary>What the portal posts to an application. Built while the portal's gate is held.</summary>
internal sealed class CallbackBodies(Portal portal, PortalAddresses addresses)
{
    /// <summary>With <paramref name="token"/> null it carries none, as the notice of a payment.</summary>
    public JsonObject Event(string? token, string name, JsonObject? data, JsonObject auth, int? handlerId = null)
    {
        var body = new JsonObject { ["event"] = name };
        if (handlerId is { } id)
            body["event_handler_id"] = Php.Number(id);
        if (data is not null)
            body["data"] = data;
        body["ts"] = Php.Number((int)portal.Clock.Instant().ToUnixTimeSeconds());
        auth["domain"] = addresses.PortalHost;
        auth["client_endpoint"] = addresses.ClientEndpoint;
        auth["server_endpoint"] = addresses.ServerEndpoint;
        auth["member_id"] = portal.State.MemberId;
        if (token is not null)
            auth["application_token"] = token;
        body["auth"] = auth;
        return body;
    }

    /// <summary>Fresh tokens of a user; <paramref name="refresh"/> only for the events that promise long access.</summary>
    public JsonObject Tokens(Application application, int userId, bool refresh)
    {
        var pair = portal.State.Grants.AddPair(portal.Clock, application.ClientId, userId);
        if (!refresh)
            portal.State.Grants.Refresh.Remove(pair.Refresh);
        var auth = new JsonObject
        {
            ["access_token"] = pair.Access,
            ["expires"] = Php.Number((int)pair.Expires.ToUnixTimeSeconds()),
            ["expires_in"] = Php.Number((int)AccessToken.Life.TotalSeconds),
            ["scope"] = string.Join(',', application.Scopes),
            ["status"] = application.Status,
            ["user_id"] = Php.Number(userId),
        };
        if (refresh)
            auth["refresh_token"] = pair.Refresh;
        return auth;
    }
}
