using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Placements;

/// <summary>A place in the portal's pages where an application shows itself.</summary>
internal sealed class Placement
{
    public string ClientId { get; set; } = "";

    public string Code { get; set; } = "";

    public string Handler { get; set; } = "";

    public string Title { get; set; } = "";

    public string Description { get; set; } = "";

    public int UserId { get; set; }

    public JsonNode? Options { get; set; }

    public JsonNode? LangAll { get; set; }
}

/// <summary>placement.(bind|get|unbind|list)</summary>
internal static class PlacementMethods
{
    private static readonly string[] s_types = ["LEAD", "DEAL", "CONTACT", "COMPANY", "QUOTE", "SMART_INVOICE", "ORDER"];
    private static readonly string[] s_places = ["DETAIL_TAB", "DETAIL_TOOLBAR", "DETAIL_ACTIVITY", "LIST_MENU", "LIST_TOOLBAR"];
    private static readonly string[] s_codes =
        ["DEFAULT", "LEFT_MENU", "REST_APP_URI", .. s_types.SelectMany(_ => s_places, (type, place) => $"CRM_{type}_{place}")];

    public static void Register(MethodTable methods)
    {
        methods.ForApplications("placement.bind", MethodTable.ContextNeeded(), Bind);
        methods.ForApplications("placement.unbind", MethodTable.ContextNeeded(), Unbind);
        methods.ForApplications("placement.get", MethodTable.ContextNeeded(), call => Php.List(Mine(call).Select(View)));
        methods.ForApplications("placement.list", MethodTable.ContextNeeded(), List);
    }

    private static IEnumerable<Placement> Mine(RestCall call) => call.State.Placements.Where(p => p.ClientId == call.Caller.Application!.ClientId);

    private static string Code(RestCall call) =>
        call.Parameters.Text("PLACEMENT") is { Length: > 0 } code ? code.ToUpperInvariant() : throw RestRefusalException.Empty("PLACEMENT");

    private static bool Known(string code) => s_codes.Contains(code)
        || (code.StartsWith("CRM_DYNAMIC_", StringComparison.Ordinal) && s_places.Any(p => code.EndsWith("_" + p, StringComparison.Ordinal)));

    private static JsonNode Bind(RestCall call)
    {
        Allow(call);
        var code = Code(call);
        if (code == "DEFAULT" || !Known(code))
            throw RestRefusalException.Code("ERROR_PLACEMENT_NOT_FOUND", "Placement not found");
        var handler = call.Parameters.Text("HANDLER") is { Length: > 0 } given ? given : throw RestRefusalException.Empty("HANDLER");
        if (!Uri.TryCreate(handler, UriKind.Absolute, out var address) || address.Host.Length == 0)
            throw RestRefusalException.Code("ERROR_WRONG_HANDLER_URL", "Wrong handler URL");
        if (address.Scheme is not ("http" or "https"))
            throw RestRefusalException.Code("ERROR_UNSUPPORTED_PROTOCOL", "Unsupported event handler protocol");
        var userId = call.Parameters.Int("USER_ID") ?? 0;
        if (userId != 0 && code == "REST_APP_URI")
            throw RestRefusalException.Code("ERROR_PLACEMENT_USER_MODE", "Placement does not support user mode");
        if (code == "REST_APP_URI" && Mine(call).Any(p => p.Code == code))
            throw RestRefusalException.Code("ERROR_PLACEMENT_MAX_COUNT", "Placement max count: 1");
        if (Mine(call).Any(p => p.Code == code && p.Handler == handler && p.UserId == userId))
            throw RestRefusalException.Code("ERROR_CORE", "Unable to set placement handler: Handler already binded");
        call.State.Placements.Add(new Placement
        {
            ClientId = call.Caller.Application!.ClientId, Code = code, Handler = handler, UserId = userId,
            Title = call.Parameters.Text("TITLE") ?? "", Description = call.Parameters.Text("DESCRIPTION") ?? "",
            Options = call.Parameters.Loose("OPTIONS")?.DeepClone(), LangAll = call.Parameters.Loose("LANG_ALL")?.DeepClone(),
        });
        return true;
    }

    private static JsonObject Unbind(RestCall call)
    {
        Allow(call);
        var (code, handler) = (Code(call), call.Parameters.Text("HANDLER"));
        if (!Known(code))
            throw RestRefusalException.Code("ERROR_PLACEMENT_NOT_FOUND", "Placement not found");
        var gone = Mine(call).Where(p => p.Code == code && (handler is null || p.Handler == handler)).ToList();
        gone.ForEach(p => call.State.Placements.Remove(p));
        return new JsonObject { ["count"] = gone.Count };
    }

    private static JsonArray List(RestCall call)
    {
        var scope = Php.Text(call.Parameters.Loose("SCOPE"));
        return Php.List(s_codes.Where(c => scope switch
        {
            null => true,
            "crm" => c.StartsWith("CRM_", StringComparison.Ordinal),
            _ => !c.StartsWith("CRM_", StringComparison.Ordinal),
        }).Select(c => (JsonNode?)c));
    }

    private static JsonObject View(Placement placement) => new()
    {
        ["placement"] = placement.Code,
        ["userId"] = placement.UserId,
        ["handler"] = placement.Handler,
        ["options"] = placement.Options is { } options && Php.Values(options).Count > 0 ? options.DeepClone() : new JsonArray(),
        ["title"] = placement.Title,
        ["description"] = placement.Description,
        ["langAll"] = placement.LangAll is { } all && Php.Values(all).Count > 0 ? all.DeepClone() : new JsonArray(),
    };

    private static void Allow(RestCall call)
    {
        if (!call.User.Admin)
            throw RestRefusalException.Code("ACCESS_DENIED", "Access denied!", 403);
    }
}
