using System.Buffers;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.OAuth;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Events;

/// <summary>`/_events`: what was posted, and how the queue server misbehaves. `/_act`: somebody in the portal, or a robot, does something.</summary>
internal static class EventHandles
{
    public static void Map(WebApplication app, Portal portal, Dispatcher dispatcher, CallbackSender sender, EventPost post)
    {
        app.MapGet("/_events", () => Handle.Json(new JsonObject { ["open"] = post.Open, ["sent"] = sender.List() }));
        app.MapDelete("/_events", () => { sender.Clear(); return Results.NoContent(); });
        Handle.Post(app, "/_events", wish =>
        {
            foreach (var (name, value) in Php.Pairs(wish))
            {
                switch (name)
                {
                    case "delayMs": post.Switch(TimeSpan.FromMilliseconds(Php.Int(value) ?? 0), reversed: null, copies: null, hold: null); break;
                    case "reversed": post.Switch(delay: null, Php.Yes(value), copies: null, hold: null); break;
                    case "copies": post.Switch(delay: null, reversed: null, Math.Max(1, Php.Int(value) ?? 1), hold: null); break;
                    case "hold": post.Switch(delay: null, reversed: null, copies: null, Php.Yes(value)); break;
                    case "bareRecords": lock (portal.Gate) portal.State.Events.BareRecords = Php.Yes(value); break;
                    default: throw new FormatException($"Unknown switch '{name}'.");
                }
            }
            return null;
        });
        Handle.Post(app, "/_events/release", _ => { post.Release(); return null; });
        Handle.Post(app, "/_outgoing", wish => Outgoing(portal, wish));
        app.MapDelete("/_outgoing", () =>
        {
            lock (portal.Gate)
            {
                portal.State.Events.Outgoing.Clear();
                portal.Touch();
            }
            return Results.NoContent();
        });
        Handle.Post(app, "/_act", wish => Act(portal, dispatcher, wish));
    }

    /// <summary>{"to":"http://…","events":["ONCRMCONTACTUPDATE"]} answers the token that will go along.</summary>
    private static JsonObject Outgoing(Portal portal, JsonNode? wish)
    {
        var address = Php.Text(wish?["to"]);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new FormatException("'to' must be an address.");
        var names = Php.Values(wish?["events"]).Select(Php.Text).OfType<string>().Select(name => name.ToUpperInvariant()).ToList();
        if (names.Count == 0 || names.Find(name => !EventNames.Of("crm").Contains(name, StringComparer.Ordinal)) is not null)
            throw new FormatException("'events' must be names of CRM events.");
        lock (portal.Gate)
        {
            var webhook = new OutgoingWebhook { Id = ++portal.State.Events.LastHandlerId, Address = address, Events = names, Token = Secrets.Hex(16) };
            portal.State.Events.Outgoing.Add(webhook);
            portal.Touch();
            return new JsonObject { ["token"] = webhook.Token };
        }
    }

    /// <summary>{"user":6,"robot":false,"method":"crm.contact.update","parameters":{…}}: not through any application; answers result or error.</summary>
    private static JsonObject Act(Portal portal, Dispatcher dispatcher, JsonNode? wish)
    {
        PortalUser user;
        lock (portal.Gate)
            user = portal.State.Users.Find(u => u.Id == (Php.Int(wish?["user"]) ?? 1)) ?? throw new FormatException("No such user.");
        var method = dispatcher.Find(Php.Text(wish?["method"]) ?? "") ?? throw new FormatException("No such method.");
        var caller = new Caller(user, new Webhook { UserId = user.Id, Secret = "portal", Scopes = ["crm", "imopenlines", "user"] }, Application: null, Token: null)
        {
            Robot = Php.Yes(wish?["robot"]),
        };
        var outcome = dispatcher.Run(caller, method, new CallParameters(wish?["parameters"]?.DeepClone() as JsonObject ?? []), new ArrayBufferWriter<byte>());
        return outcome.Refusal?.ToJson() ?? new JsonObject { ["result"] = outcome.Look([])?.DeepClone() };
    }
}
