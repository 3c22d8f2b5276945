using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Reads rows of answers into snapshot parts and writes them back into parameters.</summary>
internal static class PortalJson
{
    /// <summary>The objects of a list, which PHP may have sent as a map; none for anything else.</summary>
    public static IEnumerable<JsonObject> Rows(JsonNode? node) => node switch
    {
        JsonArray list => list.OfType<JsonObject>(),
        JsonObject map => map.Select(pair => pair.Value).OfType<JsonObject>(),
        _ => [],
    };

    public static IReadOnlyList<MultifieldEntry> Entries(JsonObject item) =>
        [.. item.Multifields().Select(entry => new MultifieldEntry(entry.Id, entry.TypeId, entry.ValueType, entry.Value))];

    public static IReadOnlyList<LinkRow> Links(JsonNode? rows, EntityType linked)
    {
        var key = linked is EntityType.Company ? "COMPANY_ID" : "CONTACT_ID";
        return [.. Rows(rows).Where(row => row.Id(key) is not null).Select(row => new LinkRow(
            new EntityRef(linked, row.Id(key)!.Value), (int)(row.Id("SORT") ?? 0), (int)(row.Id("ROLE_ID") ?? 0), row.Flag("IS_PRIMARY")))];
    }

    public static JsonArray Links(IEnumerable<LinkRow> rows) => new([.. rows.Select(row => (JsonNode)new JsonObject
    {
        [row.To.Type is EntityType.Company ? "COMPANY_ID" : "CONTACT_ID"] = row.To.Id,
        ["SORT"] = row.Sort,
        ["ROLE_ID"] = row.RoleId,
        ["IS_PRIMARY"] = row.IsPrimary ? "Y" : "N",
    })]);

    /// <summary>The type of a binding; null for one that the product does not know.</summary>
    public static EntityRef? Binding(long? type, long? id) =>
        type is >= 1 and <= 4 && id is > 0 ? new EntityRef((EntityType)type.Value, id.Value) : null;

    public static EntityRef? Binding(string? typeName, long? id) =>
        EntityRef.TryParse(string.Create(CultureInfo.InvariantCulture, $"{typeName?.ToLowerInvariant()}:{id}"), out var record) ? record : null;

    public static BitrixCall ItemGet(EntityRef record) =>
        new("crm.item.get", new JsonObject { ["entityTypeId"] = (int)record.Type, ["id"] = record.Id, ["useOriginalUfNames"] = "Y" });

    public static JsonObject? Item(JsonNode? result) => (result as JsonObject)?["item"] as JsonObject;

    /// <summary>Type whose records are the clients of the type.</summary>
    public static EntityType LinkedType(EntityType type) => type is EntityType.Contact ? EntityType.Company : EntityType.Contact;

    /// <summary>Reads a page of a lead's or deal's product rows.</summary>
    public static BitrixCall ProductRows(EntityRef record, int start) => new("crm.item.productrow.list", new JsonObject
    {
        ["filter"] = new JsonObject { ["=ownerType"] = record.Type is EntityType.Lead ? "L" : "D", ["=ownerId"] = record.Id },
        ["order"] = new JsonObject { ["id"] = "ASC" },
        ["start"] = start,
    });

    public static string LinkMethod(EntityType owner, EntityType linked, string verb) =>
        $"crm.{new EntityRef(owner, 1).TypeName}.{new EntityRef(linked, 1).TypeName}.items.{verb}";
}
