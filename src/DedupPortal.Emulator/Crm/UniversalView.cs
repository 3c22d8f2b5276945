using System.Globalization;
using System.Text.Json;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>Cards as crm.item.* shows them: camelCase, numbers as numbers, `fm` with flat aliases beside it. Made once per call.</summary>
internal sealed class UniversalView
{
    /// <summary>Alias, multifield type, value type (null: any).</summary>
    public static readonly IReadOnlyList<(string Name, string Type, string? ValueType)> Aliases =
    [
        ("phone", "PHONE", null), ("phoneMobile", "PHONE", "MOBILE"), ("phoneWork", "PHONE", "WORK"), ("phoneMailing", "PHONE", "MAILING"),
        ("email", "EMAIL", null), ("emailWork", "EMAIL", "WORK"), ("emailHome", "EMAIL", "HOME"), ("emailMailing", "EMAIL", "MAILING"),
        ("imol", "IM", null), ("skype", "IM", "SKYPE"), ("icq", "IM", "ICQ"),
    ];

    private readonly PortalState _state;
    private readonly EntityType _type;
    private readonly bool _all;
    private readonly List<(FieldSpec Field, JsonEncodedText Name)> _fields = [];
    private readonly List<(string Name, string Type, string? ValueType)> _aliases = [];

    /// <param name="select">Names to show; null or `*` for everything. `fm` comes with everything only.</param>
    public UniversalView(PortalState state, EntityType type, IReadOnlySet<string>? select, bool originalNames)
    {
        (_state, _type) = (state, type);
        _all = select is null || select.Contains("*");
        foreach (var field in FieldCatalog.Of(type).All.Where(f => f.Kind != FieldKind.Multifield))
        {
            if (_all || select!.Contains(field.Camel) || (field.Dynamic && (select.Contains(field.Name) || select.Contains("UF_*"))))
                _fields.Add((field, originalNames && field.Dynamic ? field.NameText : field.CamelText));
        }
        if (type.HasMultifields)
            _aliases.AddRange(Aliases.Where(a => _all || select!.Contains(a.Name)));
    }

    public void Write(Utf8JsonWriter writer, CrmRecord record)
    {
        writer.WriteStartObject();
        foreach (var (field, name) in _fields)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, record, field);
        }
        if (_all)
            writer.WriteNumber("entityTypeId"u8, _type.Id);
        foreach (var (name, type, valueType) in _aliases)
            writer.WriteString(name, FirstAlias(record, type, valueType) ?? "");
        if (_all && _type.HasMultifields)
        {
            writer.WriteStartArray("fm"u8);
            foreach (var entry in record.Multifields)
            {
                writer.WriteStartObject();
                writer.WriteNumber("id"u8, entry.Id);
                writer.WriteString("valueType"u8, entry.ValueType);
                writer.WriteString("value"u8, entry.Value);
                writer.WriteString("typeId"u8, entry.Type);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    public static IEnumerable<string> Alias(CrmRecord record, string type, string? valueType) =>
        record.Multifields.Where(m => IsAlias(m, type, valueType)).Select(m => m.Value);

    private static string? FirstAlias(CrmRecord record, string type, string? valueType)
    {
        foreach (var entry in record.Multifields)
        {
            if (IsAlias(entry, type, valueType))
                return entry.Value;
        }
        return null;
    }

    private static bool IsAlias(Multifield entry, string type, string? valueType) => entry.Type == type
        && (type == "IM" && valueType is null ? entry.Value.StartsWith("imol|", StringComparison.Ordinal) : valueType is null || entry.ValueType == valueType);

    private void WriteValue(Utf8JsonWriter writer, CrmRecord record, FieldSpec field)
    {
        if (field.Multiple)
        {
            writer.WriteStartArray();
            foreach (var value in FieldReader.Read(_state, record, field))
                WriteTyped(writer, field, value);
            writer.WriteEndArray();
        }
        else if (FieldReader.Single(record, field) is { } single)
        {
            WriteTyped(writer, field, single);
        }
        else if (field.EmptyText == "0" || field.Name is "CATEGORY_ID" or "OPPORTUNITY")
        {
            writer.WriteNumberValue(0);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteTyped(Utf8JsonWriter writer, FieldSpec field, string value)
    {
        switch (field.Kind)
        {
            case FieldKind.Number or FieldKind.User or FieldKind.Link or FieldKind.Enumeration
                when int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number):
                writer.WriteNumberValue(number);
                break;
            case FieldKind.Money when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount):
                writer.WriteNumberValue(amount);
                break;
            case FieldKind.Boolean:
                writer.WriteBooleanValue(value is "1" or "Y");
                break;
            default:
                writer.WriteStringValue(value);
                break;
        }
    }
}
