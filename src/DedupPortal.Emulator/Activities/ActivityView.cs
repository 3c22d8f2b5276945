using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Activities;

/// <summary>An activity as a row of texts; communications only when they are asked for. Made once per call.</summary>
internal sealed class ActivityView
{
    private static readonly (string Name, byte[] Label, string? Empty)[] s_fields = [.. new (string Name, string? Empty)[]
    {
        ("ID", null), ("OWNER_ID", null), ("OWNER_TYPE_ID", null),
        ("TYPE_ID", "6"), ("PROVIDER_ID", null), ("PROVIDER_TYPE_ID", null), ("PROVIDER_GROUP_ID", null), ("ASSOCIATED_ENTITY_ID", "0"), ("SUBJECT", ""),
        ("CREATED", ""), ("LAST_UPDATED", ""), ("START_TIME", ""), ("END_TIME", ""), ("DEADLINE", ""), ("COMPLETED", "N"), ("STATUS", "1"),
        ("RESPONSIBLE_ID", "0"), ("PRIORITY", "2"), ("NOTIFY_TYPE", "0"), ("NOTIFY_VALUE", null), ("DESCRIPTION", ""), ("DESCRIPTION_TYPE", "1"),
        ("DIRECTION", "0"), ("LOCATION", ""), ("ORIGINATOR_ID", null), ("ORIGIN_ID", null), ("AUTHOR_ID", "0"), ("EDITOR_ID", "0"), ("PROVIDER_DATA", null),
        ("RESULT_MARK", "0"), ("RESULT_VALUE", null), ("RESULT_SUM", null), ("RESULT_CURRENCY_ID", null), ("RESULT_STATUS", "0"), ("RESULT_STREAM", "0"),
        ("RESULT_SOURCE_ID", null), ("AUTOCOMPLETE_RULE", "0"),
    }.Select(f => (f.Name, Encoding.UTF8.GetBytes($"\"{f.Name}\":"), f.Empty))];

    private static readonly Dictionary<string, string?> s_empty = s_fields.ToDictionary(f => f.Name, f => f.Empty, StringComparer.Ordinal);

    private readonly PortalState _state;
    private readonly (string Name, byte[] Label, string? Empty)[] _fields;
    private readonly RowText _row = new();
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
    public static string? Text(Activity activity, string name) => Text(activity, name, s_empty.GetValueOrDefault(name));

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
        _row.Clear();
        var first = true;
        foreach (var (name, label, empty) in _fields)
        {
            Label(label, ref first);
            _row.Text(Text(activity, name, empty));
        }
        if (_settings)
        {
            Label("\"SETTINGS\":"u8, ref first);
            _row.Raw("[]"u8);
        }
        if (_parameters)
        {
            Label("\"PROVIDER_PARAMS\":"u8, ref first);
            WriteParameters(activity);
        }
        if (_communications)
        {
            Label("\"COMMUNICATIONS\":"u8, ref first);
            _row.Raw("["u8);
            for (var i = 0; i < activity.Communications.Count; i++)
            {
                if (i > 0)
                    _row.Raw(","u8);
                WriteCommunication(activity.Communications[i]);
            }
            _row.Raw("]"u8);
        }
        _row.Raw(first ? "{}"u8 : "}"u8);
        writer.WriteRawValue(_row.Written, skipInputValidation: true);
    }

    private void Label(ReadOnlySpan<byte> label, ref bool first)
    {
        _row.Raw(first ? "{"u8 : ","u8);
        _row.Raw(label);
        first = false;
    }

    private static string? Text(Activity activity, string name, string? empty) =>
        activity.Get(name) ?? name switch
        {
            "ID" => Php.Number(activity.Id),
            "OWNER_ID" => Php.Number(activity.OwnerId),
            "OWNER_TYPE_ID" => Php.Number(activity.OwnerTypeId),
            _ => empty,
        };

    // Without parameters it is the empty list that the portal's language makes of an empty map.
    private void WriteParameters(Activity activity)
    {
        if (activity.UserCode is { } code)
        {
            _row.Raw("{\"USER_CODE\":"u8);
            _row.Text(code);
            _row.Raw("}"u8);
        }
        else
        {
            _row.Raw("[]"u8);
        }
    }

    private void WriteCommunication(Communication communication)
    {
        var card = _state.Find(communication.TypeId, communication.EntityId);
        _row.Raw("{\"ID\":\""u8);
        _row.Number(communication.Id);
        _row.Raw("\",\"TYPE\":"u8);
        _row.Text(communication.Type);
        _row.Raw(",\"VALUE\":"u8);
        _row.Text(communication.Value);
        _row.Raw(",\"ENTITY_ID\":\""u8);
        _row.Number(communication.EntityId);
        _row.Raw("\",\"ENTITY_TYPE_ID\":\""u8);
        _row.Number(communication.TypeId);
        _row.Raw("\",\"ENTITY_SETTINGS\":{\"NAME\":"u8);
        _row.Text(card?.Get("NAME") ?? "");
        _row.Raw(",\"SECOND_NAME\":"u8);
        _row.Text(card?.Get("SECOND_NAME") ?? "");
        _row.Raw(",\"LAST_NAME\":"u8);
        _row.Text(card?.Get("LAST_NAME") ?? "");
        _row.Raw(",\"LEAD_TITLE\":"u8);
        _row.Text(communication.TypeId == EntityType.LeadId ? card?.Get("TITLE") ?? "" : "");
        _row.Raw("}}"u8);
    }
}
