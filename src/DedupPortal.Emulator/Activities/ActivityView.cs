using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Activities;

/// <summary>An activity as a row of texts; communications only when they are asked for. Made once per call.</summary>
internal sealed class ActivityView
{
    private static readonly (string Name, JsonEncodedText Encoded, string? Empty)[] s_fields = [.. new (string Name, string? Empty)[]
    {
        ("ID", null), ("OWNER_ID", null), ("OWNER_TYPE_ID", null),
        ("TYPE_ID", "6"), ("PROVIDER_ID", null), ("PROVIDER_TYPE_ID", null), ("PROVIDER_GROUP_ID", null), ("ASSOCIATED_ENTITY_ID", "0"), ("SUBJECT", ""),
        ("CREATED", ""), ("LAST_UPDATED", ""), ("START_TIME", ""), ("END_TIME", ""), ("DEADLINE", ""), ("COMPLETED", "N"), ("STATUS", "1"),
        ("RESPONSIBLE_ID", "0"), ("PRIORITY", "2"), ("NOTIFY_TYPE", "0"), ("NOTIFY_VALUE", null), ("DESCRIPTION", ""), ("DESCRIPTION_TYPE", "1"),
        ("DIRECTION", "0"), ("LOCATION", ""), ("ORIGINATOR_ID", null), ("ORIGIN_ID", null), ("AUTHOR_ID", "0"), ("EDITOR_ID", "0"), ("PROVIDER_DATA", null),
        ("RESULT_MARK", "0"), ("RESULT_VALUE", null), ("RESULT_SUM", null), ("RESULT_CURRENCY_ID", null), ("RESULT_STATUS", "0"), ("RESULT_STREAM", "0"),
        ("RESULT_SOURCE_ID", null), ("AUTOCOMPLETE_RULE", "0"),
    }.Select(f => (f.Name, JsonEncodedText.Encode(f.Name), f.Empty))];

    private readonly PortalState _state;
    private readonly (string Name, JsonEncodedText Encoded, string? Empty)[] _fields;
    private readonly bool _settings;
    private readonly bool _parameters;
    private readonly bool _communications;

    public ActivityView(PortalState state, IReadOnlySet<string> select)
    {
        var all = select.Count == 0 || select.Contains("*");
        _state = state;
        _fields = [.. s_fields.Where(f => all || f.Name == "ID" || select.Contains(f.Name))];
        _settings = all || select.Contains("SETTINGS");
        _parameters = all || select.Contains("PROVIDER_PARAMS");
        _communications = select.Contains("COMMUNICATIONS");
    }

    /// <summary>Whether a caller may write, filter by or order by it; ids and owners are not among them.</summary>
    public static bool IsField(string name) => name is not ("ID" or "OWNER_ID" or "OWNER_TYPE_ID") && Array.Exists(s_fields, f => f.Name == name);

    /// <summary>The texts a filter or an order compares.</summary>
    public static string? Text(Activity activity, string name) => Text(activity, name, Array.Find(s_fields, f => f.Name == name).Empty);

    public static FieldKind KindOf(string name) => name switch
    {
        "ID" or "OWNER_ID" or "OWNER_TYPE_ID" or "TYPE_ID" or "STATUS" or "DIRECTION" or "PRIORITY" or "RESPONSIBLE_ID" or "AUTHOR_ID" or "EDITOR_ID"
            or "ASSOCIATED_ENTITY_ID" => FieldKind.Number,
        "CREATED" or "LAST_UPDATED" or "START_TIME" or "END_TIME" or "DEADLINE" => FieldKind.DateTime,
        _ => FieldKind.Status,
    };

    public static JsonNode Whole(PortalState state, Activity activity)
    {
        var view = new ActivityView(state, new HashSet<string>(StringComparer.Ordinal) { "*", "COMMUNICATIONS" });
        return WrittenNode.Of(w => view.Write(w, activity));
    }

    public void Write(Utf8JsonWriter writer, Activity activity)
    {
        writer.WriteStartObject();
        foreach (var (name, encoded, empty) in _fields)
            writer.WriteString(encoded, Text(activity, name, empty));
        if (_settings)
        {
            writer.WriteStartArray("SETTINGS"u8);
            writer.WriteEndArray();
        }
        if (_parameters)
            WriteParameters(writer, activity);
        if (_communications)
        {
            writer.WriteStartArray("COMMUNICATIONS"u8);
            foreach (var communication in activity.Communications)
                WriteCommunication(writer, communication);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static string? Text(Activity activity, string name, string? empty) => name switch
    {
        "ID" => Php.Number(activity.Id),
        "OWNER_ID" => Php.Number(activity.OwnerId),
        "OWNER_TYPE_ID" => Php.Number(activity.OwnerTypeId),
        _ => activity.Get(name) ?? empty,
    };

    // Without parameters it is the empty list that the portal's language makes of an empty map.
    private static void WriteParameters(Utf8JsonWriter writer, Activity activity)
    {
        if (activity.UserCode is { } code)
        {
            writer.WriteStartObject("PROVIDER_PARAMS"u8);
            writer.WriteString("USER_CODE"u8, code);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartArray("PROVIDER_PARAMS"u8);
            writer.WriteEndArray();
        }
    }

    private void WriteCommunication(Utf8JsonWriter writer, Communication communication)
    {
        var card = _state.Find(communication.TypeId, communication.EntityId);
        writer.WriteStartObject();
        writer.WriteString("ID"u8, Php.Number(communication.Id));
        writer.WriteString("TYPE"u8, communication.Type);
        writer.WriteString("VALUE"u8, communication.Value);
        writer.WriteString("ENTITY_ID"u8, Php.Number(communication.EntityId));
        writer.WriteString("ENTITY_TYPE_ID"u8, Php.Number(communication.TypeId));
        writer.WriteStartObject("ENTITY_SETTINGS"u8);
        writer.WriteString("NAME"u8, card?.Get("NAME") ?? "");
        writer.WriteString("SECOND_NAME"u8, card?.Get("SECOND_NAME") ?? "");
        writer.WriteString("LAST_NAME"u8, card?.Get("LAST_NAME") ?? "");
        writer.WriteString("LEAD_TITLE"u8, communication.TypeId == EntityType.LeadId ? card?.Get("TITLE") ?? "" : "");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
