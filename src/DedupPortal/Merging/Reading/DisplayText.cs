using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Turns ids in fields into the names that the portal's pages show.</summary>
internal static class DisplayText
{
    /// <summary>The value for showing; "" when there is none. An id without a known name stays an id.</summary>
    public static string Of(PortalReading? reading, EntityType type, string field, JsonNode? value)
    {
        if (FieldValue.IsEmpty(value)) return "";
        var spec = reading?.Catalogs.GetValueOrDefault(type)?.Find(field);
        return string.Join(", ", FieldValue.Elements(value).Select(element => One(reading, spec, FieldValue.Text(element))));
    }

    public static string Title(EntitySnapshot snapshot)
    {
        var name = string.Join(' ', new[] { "name", "secondName", "lastName" }.Select(field => snapshot.Item.Text(field)).OfType<string>());
        return snapshot.Item.Text("title") ?? (name.Length > 0 ? name : snapshot.Ref.ToString());
    }

    private static string One(PortalReading? reading, FieldSpec? spec, string text)
    {
        if (reading is null || spec is null) return text;
        if (spec.Options.FirstOrDefault(option => option.Id == text) is { } option) return option.Name;
        var key = spec.Type switch
        {
            "user" => $"user:{text}",
            "crm_company" => $"company:{text}",
            "crm_contact" => $"contact:{text}",
            _ => null,
        };
        return key is not null && reading.Names.TryGetValue(key, out var name) && name.Length > 0 ? name : text;
    }
}
