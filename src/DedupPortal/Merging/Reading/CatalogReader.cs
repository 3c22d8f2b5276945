using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>Reads the fields of record types with the options of their lists.</summary>
internal static class CatalogReader
{
    public static async Task<Result<IReadOnlyDictionary<EntityType, FieldCatalog>>> ReadAsync(
        BitrixClient client, IEnumerable<EntityType> types, CancellationToken cancellationToken)
    {
        var batch = new BatchCollector(client);
        var fields = new SortedDictionary<EntityType, List<FieldSpec>>();
        foreach (var type in types.Distinct())
        {
            batch.Add(
                new BitrixCall("crm.item.fields", new JsonObject { ["entityTypeId"] = (int)type, ["useOriginalUfNames"] = "Y" }),
                answer => fields[type] = [.. Read((answer.Result as JsonObject)?["fields"] as JsonObject)]);
        }

        if (await batch.RunAsync(cancellationToken) is { } error) return PortalFailures.From(error);
        var options = await OptionsAsync(batch, fields.Values.SelectMany(list => list), cancellationToken);
        if (options.Failure is { } failure) return failure;
        return fields.ToDictionary(
            pair => pair.Key,
            pair => new FieldCatalog(pair.Key, [.. pair.Value.Select(field => field.StatusType is { } directory && options.Value.TryGetValue(directory, out var list)
                ? field with { Options = list } : field)]));
    }

    private static async Task<Result<Dictionary<string, List<FieldOption>>>> OptionsAsync(
        BatchCollector batch, IEnumerable<FieldSpec> fields, CancellationToken cancellationToken)
    {
        var options = new Dictionary<string, List<FieldOption>>(StringComparer.Ordinal);
        foreach (var directory in fields.Select(field => field.StatusType).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            batch.Add(
                new BitrixCall("crm.status.list", new JsonObject { ["filter"] = new JsonObject { ["ENTITY_ID"] = directory }, ["order"] = new JsonObject { ["SORT"] = "ASC" } }),
                answer => options[directory] = [.. PortalJson.Rows(answer.Result)
                    .Where(row => row.Text("STATUS_ID") is not null)
                    .Select(row => new FieldOption(row.Text("STATUS_ID")!, row.Text("NAME") ?? row.Text("STATUS_ID")!))]);
        }

        return await batch.RunAsync(cancellationToken) is { } error ? PortalFailures.From(error) : options;
    }

    private static IEnumerable<FieldSpec> Read(JsonObject? fields)
    {
        foreach (var (name, node) in fields ?? [])
        {
            if (node is not JsonObject row) continue;
            var title = row.Text("formLabel") ?? row.Text("listLabel") ?? row.Text("title") ?? name;
            var options = PortalJson.Rows(row["items"]).Where(option => option.Text("ID") is not null)
                .Select(option => new FieldOption(option.Text("ID")!, option.Text("VALUE") ?? option.Text("ID")!));
            yield return new FieldSpec(name, title, row.Text("type") ?? "string", row.Flag("isReadOnly"), row.Flag("isMultiple"), row.Flag("isDynamic"))
            {
                StatusType = row.Text("statusType"),
                Options = [.. options],
            };
        }
    }
}
