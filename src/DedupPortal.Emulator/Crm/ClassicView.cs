using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>A card as crm.lead.* and its sisters show it: everything is text or null.</summary>
internal static class ClassicView
{
    public static JsonNode Whole(PortalState state, EntityType type, CrmRecord record) =>
        WrittenNode.Of(w => Write(w, state, record, [.. FieldCatalog.Of(type).All.Where(f => !f.ItemOnly)]));

    /// <summary>`*` is all plain fields, `UF_*` all user fields; phones and the like must be named.</summary>
    public static IReadOnlyList<FieldSpec> Select(EntityType type, JsonNode? select)
    {
        var fields = FieldCatalog.Of(type).All.Where(f => !f.ItemOnly).ToList();
        var names = Php.Values(select).Select(Php.Text).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (names.Count == 0)
            names = ["*", "UF_*"];
        return [.. fields.Where(f => f.Name == "ID" || names.Contains(f.Name)
            || (names.Contains("*") && !f.Dynamic && f.Kind != FieldKind.Multifield)
            || (names.Contains("UF_*") && f.Dynamic))];
    }

    public static void Write(Utf8JsonWriter writer, PortalState state, CrmRecord record, IReadOnlyList<FieldSpec> fields)
    {
        writer.WriteStartObject();
        foreach (var field in fields)
        {
            if (field.Kind == FieldKind.Multifield)
            {
                WriteEntries(writer, record, field);
            }
            else if (field.Multiple)
            {
                writer.WriteStartArray(field.NameText);
                foreach (var value in FieldReader.Read(state, record, field))
                    writer.WriteStringValue(value);
                writer.WriteEndArray();
            }
            else
            {
                writer.WriteString(field.NameText, FieldReader.Single(record, field) ?? field.EmptyText);
            }
        }
        writer.WriteEndObject();
    }

    private static void WriteEntries(Utf8JsonWriter writer, CrmRecord record, FieldSpec field)
    {
        if (!record.Has(field.Name))
            return;
        writer.WriteStartArray(field.NameText);
        foreach (var entry in record.Multifields)
        {
            if (entry.Type != field.Name)
                continue;
            writer.WriteStartObject();
            writer.WriteString("ID"u8, Php.Number(entry.Id));
            writer.WriteString("VALUE_TYPE"u8, entry.ValueType);
            writer.WriteString("VALUE"u8, entry.Value);
            writer.WriteString("TYPE_ID"u8, entry.Type);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
