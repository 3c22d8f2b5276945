using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>A card as crm.item.* shows it: camelCase, numbers as numbers, `fm` with flat aliases beside it.</summary>
internal static class UniversalView
{
    /// <summary>Alias, multifield type, value type (null: any).</summary>
    public static readonly IReadOnlyList<(string Name, string Type, string? ValueType)> Aliases =
    [
        ("phone", "PHONE", null), ("phoneMobile", "PHONE", "MOBILE"), ("phoneWork", "PHONE", "WORK"), ("phoneMailing", "PHONE", "MAILING"),
        ("email", "EMAIL", null), ("emailWork", "EMAIL", "WORK"), ("emailHome", "EMAIL", "HOME"), ("emailMailing", "EMAIL", "MAILING"),
        ("imol", "IM", null), ("skype", "IM", "SKYPE"), ("icq", "IM", "ICQ"),
    ];

    public static JsonObject Render(PortalState state, EntityType type, CrmRecord record, ISet<string>? select, bool originalNames)
    {
        var all = select is null || select.Contains("*");
        var json = new JsonObject();
        foreach (var field in FieldCatalog.Of(type).All)
        {
            if (field.Kind == FieldKind.Multifield)
                continue;
            if (all || select!.Contains(field.Camel) || (field.Dynamic && (select.Contains(field.Name) || select.Contains("UF_*"))))
                json[originalNames && field.Dynamic ? field.Name : field.Camel] = Value(state, type, record, field);
        }
        if (all)
            json["entityTypeId"] = type.Id;
        if (!type.HasMultifields)
            return json;
        foreach (var alias in Aliases)
        {
            if (all || select!.Contains(alias.Name))
                json[alias.Name] = Alias(record, alias.Type, alias.ValueType).FirstOrDefault() ?? "";
        }
        if (all)
            json["fm"] = Php.List(record.Multifields.Select(Entry));
        return json;
    }

    public static IEnumerable<string> Alias(CrmRecord record, string type, string? valueType) =>
        record.Of(type)
            .Where(m => type == "IM" && valueType is null ? m.Value.StartsWith("imol|", StringComparison.Ordinal) : valueType is null || m.ValueType == valueType)
            .Select(m => m.Value);

    private static JsonObject Entry(Multifield entry) => new()
    {
        ["id"] = entry.Id,
        ["valueType"] = entry.ValueType,
        ["value"] = entry.Value,
        ["typeId"] = entry.Type,
    };

    private static JsonNode? Value(PortalState state, EntityType type, CrmRecord record, FieldSpec field)
    {
        var values = FieldReader.Read(state, type, record, field);
        if (field.Multiple)
            return Php.List(values.Select(v => Typed(field, v)));
        if (values.Count > 0)
            return Typed(field, values[0]);
        return field.EmptyText == "0" || field.Name is "CATEGORY_ID" or "OPPORTUNITY" ? 0 : null;
    }

    private static JsonNode? Typed(FieldSpec field, string value) => field.Kind switch
    {
        FieldKind.Number or FieldKind.User or FieldKind.Link or FieldKind.Enumeration =>
            int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : value,
        FieldKind.Money => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : value,
        FieldKind.Boolean => value is "1" or "Y",
        _ => value,
    };
}
