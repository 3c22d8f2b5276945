using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>A card as crm.lead.* and its sisters show it: everything is text or null.</summary>
internal static class ClassicView
{
    public static JsonObject Whole(PortalState state, EntityType type, CrmRecord record) =>
        Render(state, type, record, FieldCatalog.Of(type).All.Where(f => !f.ItemOnly));

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

    public static JsonObject Render(PortalState state, EntityType type, CrmRecord record, IEnumerable<FieldSpec> fields)
    {
        var json = new JsonObject();
        foreach (var field in fields)
        {
            if (field.Kind == FieldKind.Multifield)
            {
                var entries = record.Of(field.Name).ToList();
                if (entries.Count > 0)
                    json[field.Name] = Php.List(entries.Select(Entry));
            }
            else if (field.Multiple)
            {
                json[field.Name] = Php.List(record.List(field.Name).Select(v => (JsonNode?)v));
            }
            else
            {
                json[field.Name] = FieldReader.Single(state, type, record, field) ?? field.EmptyText;
            }
        }
        return json;
    }

    private static JsonObject Entry(Multifield entry) => new()
    {
        ["ID"] = Php.Number(entry.Id),
        ["VALUE_TYPE"] = entry.ValueType,
        ["VALUE"] = entry.Value,
        ["TYPE_ID"] = entry.Type,
    };
}
