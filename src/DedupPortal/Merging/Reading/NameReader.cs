using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Reads names for the users, companies, contacts and pipelines that snapshots mention, for showing.</summary>
internal static class NameReader
{
    private static readonly string[] s_userFields = ["assignedById", "createdBy", "updatedBy"];

    /// <summary>Names by <c>user:6</c>, <c>company:12</c>, <c>pipeline:3</c>. What the webhook may not see has no name; that is no failure.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(BitrixClient client, IReadOnlyList<EntitySnapshot> snapshots, CancellationToken cancellationToken)
    {
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var batch = new BatchCollector(client);
        var users = snapshots.SelectMany(snapshot => s_userFields.Select(field => snapshot.Item.Id(field))
            .Concat(FieldValue.Elements(snapshot.Item["observers"]).Select(node => long.TryParse(FieldValue.Text(node), out var id) ? id : (long?)null)))
            .OfType<long>().Distinct().Order().ToList();
        foreach (var chunk in users.Chunk(50))
        {
            batch.Add(
                new BitrixCall("user.get", new JsonObject { ["filter"] = new JsonObject { ["ID"] = List(chunk) } }),
                answer =>
                {
                    foreach (var row in PortalJson.Rows(answer.Result))
                        names[$"user:{row.Text("ID")}"] = $"{row.Text("NAME")} {row.Text("LAST_NAME")}".Trim();
                },
                _ => null);
        }

        foreach (var group in snapshots.SelectMany(snapshot => snapshot.Links.Select(row => row.To).Concat(Companies(snapshot))).Distinct().GroupBy(record => record.Type))
        {
            foreach (var chunk in group.Chunk(50))
            {
                batch.Add(
                    new BitrixCall("crm.item.list", new JsonObject
                    {
                        ["entityTypeId"] = (int)group.Key,
                        ["filter"] = new JsonObject { ["@id"] = List(chunk.Select(record => record.Id)) },
                        ["select"] = new JsonArray("id", "title", "name", "lastName"),
                    }),
                    answer =>
                    {
                        foreach (var row in PortalJson.Rows((answer.Result as JsonObject)?["items"]))
                            if (row.Id("id") is { } id)
                                names[new EntityRef(group.Key, id).ToString()] = row.Text("title") ?? $"{row.Text("name")} {row.Text("lastName")}".Trim();
                    },
                    _ => null);
            }
        }

        if (snapshots.Any(snapshot => snapshot.Ref.Type is EntityType.Deal))
        {
            batch.Add(
                new BitrixCall("crm.category.list", new JsonObject { ["entityTypeId"] = (int)EntityType.Deal }),
                answer =>
                {
                    foreach (var row in PortalJson.Rows((answer.Result as JsonObject)?["categories"]))
                        if (row.Text("id") is { } id && row.Text("name") is { } name) names[$"pipeline:{id}"] = name;
                },
                _ => null);
        }

        // A name that is not to be had is shown as its number; the reading of what matters has succeeded already.
        _ = await batch.RunAsync(cancellationToken);
        return names;
    }

    private static IEnumerable<EntityRef> Companies(EntitySnapshot snapshot) =>
        snapshot.Item.Id("companyId") is { } id ? [new EntityRef(EntityType.Company, id)] : [];

    private static JsonArray List(IEnumerable<long> ids) =>
        new([.. ids.Select(id => (JsonNode)JsonValue.Create(id.ToString(CultureInfo.InvariantCulture)))]);
}
