using System.Text.Json.Nodes;
using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Events;

/// <summary>events, event.(bind|get|unbind|test): which events an application hears of and how.</summary>
internal static class EventMethods
{
    public static void Register(MethodTable methods, EventFeed feed)
    {
        methods.Read("events", call => Php.List(EventNames.Of(Php.Text(call.Parameters.Loose("scope")))
            .Where(call.State.Profile.KnowsEvent).Select(n => (JsonNode?)n)));
        methods.ForApplications("event.get", MethodTable.ContextNeeded(), Get);
        methods.ForApplications("event.bind", MethodTable.ContextNeeded(), Bind);
        methods.ForApplications("event.unbind", MethodTable.ContextNeeded(), Unbind);
        methods.ForApplications("event.test", MethodTable.ContextNeeded(), call => Test(call, feed));
    }

    private static Application Owner(RestCall call) => call.Caller.Application!;

    private static IEnumerable<EventHandlerRow> Mine(RestCall call) => call.State.Events.Handlers.Where(h => h.ClientId == Owner(call).ClientId);

    private static JsonArray Get(RestCall call) => Php.List(Mine(call).Select(h => h.Offline
        ? new JsonObject { ["event"] = h.Event, ["connector_id"] = h.Connector, ["offline"] = 1 }
        : new JsonObject { ["event"] = h.Event, ["handler"] = h.Address, ["auth_type"] = Php.Number(h.AuthType), ["offline"] = 0 }));

    private static JsonNode Bind(RestCall call)
    {
        var offline = Offline(call) ?? false;
        var wanted = new EventHandlerRow
        {
            ClientId = Owner(call).ClientId,
            Event = Name(call) ?? throw RestRefusalException.Empty("event"),
            Offline = offline,
            Address = offline ? "" : call.Parameters.Text("handler") ?? "",
            AuthType = offline ? 0 : call.Parameters.Int("auth_type") ?? 0,
            Connector = offline ? Connector(call) : "",
            MinTimeout = Math.Max(1, Php.Int((call.Parameters.Loose("options") as JsonObject)?["minTimeout"]) ?? 1),
        };
        if (offline && !call.User.Admin)
            throw Denied("Access denied! Offline events binding requires administrator access rights");
        if (offline && !call.State.Profile.OfflineEvents)
            throw Denied("Access denied! Offline events are not available");
        if (wanted.AuthType != 0 && wanted.AuthType != call.User.Id && !call.User.Admin)
            throw Denied("Access denied! Event binding with AUTH_TYPE requires administrator access rights");
        if (!EventNames.Of(scope: null).Contains(wanted.Event, StringComparer.Ordinal) || !call.State.Profile.KnowsEvent(wanted.Event))
            throw RestRefusalException.Code("ERROR_EVENT_NOT_FOUND", "Event not found");
        if (!offline && (!Uri.TryCreate(wanted.Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
            throw RestRefusalException.Empty("handler");
        if (Mine(call).Any(h => h.Event == wanted.Event && h.Offline == offline && h.Address == wanted.Address && h.Connector == wanted.Connector))
            throw RestRefusalException.Code("ERROR_CORE", "Unable to set event handler: Handler already binded");
        wanted.Id = ++call.State.Events.LastHandlerId;
        call.State.Events.Handlers.Add(wanted);
        return true;
    }

    private static JsonObject Unbind(RestCall call)
    {
        var (name, handler, authType, offline) = (Name(call), call.Parameters.Text("handler"), call.Parameters.Int("auth_type"), Offline(call));
        if (offline == true && !call.User.Admin)
            throw Denied("Access denied! Offline events unbinding requires administrator access rights");
        // What is not said matches everything, so no parameters at all means every handler.
        var gone = Mine(call).Where(h => (name is null || h.Event == name) && (handler is null || h.Address == handler)
            && (authType is null || h.AuthType == authType) && (offline is null || h.Offline == offline)
            && (call.Parameters.Text("auth_connector") is not { } connector || h.Connector == connector)).ToList();
        gone.ForEach(h => call.State.Events.Handlers.Remove(h));
        return new JsonObject { ["count"] = gone.Count };
    }

    private static JsonNode Test(RestCall call, EventFeed feed)
    {
        var query = (JsonObject)call.Parameters.Root.DeepClone();
        query.Remove("auth");
        feed.Test(Owner(call), new JsonObject { ["QUERY"] = Php.MapOrEmpty(query) }, call.Actor);
        return true;
    }

    private static string? Name(RestCall call) => call.Parameters.Text("event")?.Trim().ToUpperInvariant() is { Length: > 0 } name ? name : null;

    private static bool? Offline(RestCall call) => call.Parameters.Text("event_type")?.ToUpperInvariant() switch
    {
        null or "" => null,
        "ONLINE" => false,
        "OFFLINE" => true,
        _ => throw RestRefusalException.Empty("event_type"),
    };

    /// <summary>The queue's name; without the plan's consent every name is the unnamed queue.</summary>
    public static string Connector(RestCall call) => call.State.Profile.AuthConnector ? call.Parameters.Text("auth_connector") ?? "" : "";

    private static RestRefusalException Denied(string sentence) => RestRefusalException.Code("ACCESS_DENIED", sentence, 403);
}
