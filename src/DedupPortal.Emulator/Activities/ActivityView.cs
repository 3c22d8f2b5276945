using System.Text.Json.Nodes;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Activities;

/// <summary>An activity as a row of texts; communications only when they are asked for.</summary>
internal static class ActivityView
{
    private static readonly (string Name, string? Empty)[] s_fields =
    [
        ("TYPE_ID", "6"), ("PROVIDER_ID", null), ("PROVIDER_TYPE_ID", null), ("PROVIDER_GROUP_ID", null), ("ASSOCIATED_ENTITY_ID", "0"), ("SUBJECT", ""),
        ("CREATED", ""), ("LAST_UPDATED", ""), ("START_TIME", ""), ("END_TIME", ""), ("DEADLINE", ""), ("COMPLETED", "N"), ("STATUS", "1"),
        ("RESPONSIBLE_ID", "0"), ("PRIORITY", "2"), ("NOTIFY_TYPE", "0"), ("NOTIFY_VALUE", null), ("DESCRIPTION", ""), ("DESCRIPTION_TYPE", "1"),
        ("DIRECTION", "0"), ("LOCATION", ""), ("ORIGINATOR_ID", null), ("ORIGIN_ID", null), ("AUTHOR_ID", "0"), ("EDITOR_ID", "0"), ("PROVIDER_DATA", null),
        ("RESULT_MARK", "0"), ("RESULT_VALUE", null), ("RESULT_SUM", null), ("RESULT_CURRENCY_ID", null), ("RESULT_STATUS", "0"), ("RESULT_STREAM", "0"),
        ("RESULT_SOURCE_ID", null), ("AUTOCOMPLETE_RULE", "0"),
    ];

    public static bool IsField(string name) => Array.Exists(s_fields, f => f.Name == name);

    /// <summary>The texts a filter or an order compares.</summary>
    public static string? Text(Activity activity, string name) => name switch
    {
        "ID" => Php.Number(activity.Id),
        "OWNER_ID" => Php.Number(activity.OwnerId),
        "OWNER_TYPE_ID" => Php.Number(activity.OwnerTypeId),
        _ => activity.Get(name) ?? Array.Find(s_fields, f => f.Name == name).Empty,
    };

    public static FieldKind KindOf(string name) => name switch
    {
        "ID" or "OWNER_ID" or "OWNER_TYPE_ID" or "TYPE_ID" or "STATUS" or "DIRECTION" or "PRIORITY" or "RESPONSIBLE_ID" or "AUTHOR_ID" or "EDITOR_ID"
            or "ASSOCIATED_ENTITY_ID" => FieldKind.Number,
        "CREATED" or "LAST_UPDATED" or "START_TIME" or "END_TIME" or "DEADLINE" => FieldKind.DateTime,
        _ => FieldKind.Status,
    };

    public static JsonObject Render(PortalState state, Activity activity, HashSet<string>? select)
    {
        var all = select is null || select.Count == 0 || select.Contains("*");
        var json = new JsonObject();
        void Put(string name, Func<JsonNode?> value)
        {
            if (all || select!.Contains(name))
                json[name] = value();
        }
        json["ID"] = Php.Number(activity.Id);
        Put("OWNER_ID", () => Php.Number(activity.OwnerId));
        Put("OWNER_TYPE_ID", () => Php.Number(activity.OwnerTypeId));
        foreach (var (name, _) in s_fields)
            Put(name, () => Text(activity, name));
        Put("SETTINGS", () => new JsonArray());
        Put("PROVIDER_PARAMS", () => activity.UserCode is { } code ? new JsonObject { ["USER_CODE"] = code } : new JsonArray());
        if (select?.Contains("COMMUNICATIONS") == true)
            json["COMMUNICATIONS"] = Php.List(activity.Communications.Select(c => Communication(state, c)));
        return json;
    }

    private static JsonObject Communication(PortalState state, Communication communication)
    {
        var card = state.Find(communication.TypeId, communication.EntityId);
        return new JsonObject
        {
            ["ID"] = Php.Number(communication.Id),
            ["TYPE"] = communication.Type,
            ["VALUE"] = communication.Value,
            ["ENTITY_ID"] = Php.Number(communication.EntityId),
            ["ENTITY_TYPE_ID"] = Php.Number(communication.TypeId),
            ["ENTITY_SETTINGS"] = new JsonObject
            {
                ["NAME"] = card?.Get("NAME") ?? "",
                ["SECOND_NAME"] = card?.Get("SECOND_NAME") ?? "",
                ["LAST_NAME"] = card?.Get("LAST_NAME") ?? "",
                ["LEAD_TITLE"] = communication.TypeId == EntityType.LeadId ? card?.Get("TITLE") ?? "" : "",
            },
        };
    }
}
