using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Faults;

/// <summary>The handles behind the portal: no Bitrix24 has them, tests and the demo do.</summary>
internal static class ControlEndpoints
{
    public static void Map(WebApplication app, Portal portal, FaultBook faults, Journal journal, Limits limits)
    {
        app.MapGet("/_health", () => Results.Text("ok"));
        app.MapGet("/_journal", () => Results.Bytes(journal.List(), "application/json"));
        app.MapDelete("/_journal", () => { journal.Clear(); return Results.NoContent(); });
        app.MapDelete("/_faults", () => { faults.Clear(); return Results.NoContent(); });
        Handle.Post(app, "/_faults", node => { faults.Add(node ?? throw new FormatException("A fault or a list of faults is expected.")); return null; });
        app.MapGet("/_truth", () => { lock (portal.Gate) return Handle.Json(portal.State.Truth); });
        app.MapPost("/_reset", () =>
        {
            portal.Reset();
            faults.Clear();
            journal.Clear();
            limits.Reset();
            return Results.NoContent();
        });
        Handle.Post(app, "/_limits", limits.Change);
        Handle.Post(app, "/_rights", node => SetRights(portal, node));
        app.MapPost("/_webhooks", Task<IResult> (HttpContext context) => Handle.AnswerAsync(context, node => Task.FromResult<JsonNode?>(AddWebhook(context, portal, node))));
    }

    /// <summary>{"user":6,"type":3,"read":"All","add":"All","edit":"Own","delete":"None"}: what is left out stays.</summary>
    private static JsonNode? SetRights(Portal portal, JsonNode? node)
    {
        lock (portal.Gate)
        {
            var user = portal.State.Users.Find(u => u.Id == Php.Int(node?["user"])) ?? throw new FormatException("No such user.");
            var type = Php.Int(node?["type"]) ?? throw new FormatException("'type' is missing.");
            if (!user.Rights.TryGetValue(type, out var rights))
                user.Rights[type] = rights = new TypeRights();
            rights.Read = Reach(node, "read", rights.Read);
            rights.Add = Reach(node, "add", rights.Add);
            rights.Edit = Reach(node, "edit", rights.Edit);
            rights.Delete = Reach(node, "delete", rights.Delete);
            portal.Touch();
        }
        return null;
    }

    private static Reach Reach(JsonNode? node, string name, Reach before) =>
        Php.Text(node?[name]) is not { } text ? before
            : Enum.TryParse<Reach>(text, ignoreCase: true, out var reach) ? reach
            : throw new FormatException($"'{name}' is None, Own or All.");

    /// <summary>{"user":1,"scopes":["user"]} makes another webhook and answers its address.</summary>
    private static JsonObject AddWebhook(HttpContext context, Portal portal, JsonNode? node)
    {
        var webhook = new Webhook
        {
            UserId = Php.Int(node?["user"]) ?? 1,
            Secret = RandomNumberGenerator.GetHexString(16, lowercase: true),
            Scopes = [.. Php.Values(node?["scopes"]).Select(Php.Text).OfType<string>()],
        };
        lock (portal.Gate)
            portal.State.Webhooks.Add(webhook);
        portal.Touch();
        return new JsonObject { ["url"] = $"{context.Request.Scheme}://{context.Request.Host}{portal.State.Profile.BasePath}/rest/{Php.Number(webhook.UserId)}/{webhook.Secret}/" };
    }
}
