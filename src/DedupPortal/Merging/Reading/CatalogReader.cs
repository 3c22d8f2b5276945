using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>Reads the fields of record types with the options of their lists.</summary>
internal static class CatalogReader
{
    /// <param name="client">The portal.</param>
    /// <param name="types">Types whose fields are wanted.</param>
    /// <param name="pipelines">Deal pipelines besides the general one whose stages join the options of the stage field.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<Result<IReadOnlyDictionary<EntityType, FieldCatalog>>> ReadAsync(
        BitrixClient client, IEnumerable<EntityType> types, IEnumerable<long> pipelines, CancellationToken cancellationToken)
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
        var stages = pipelines.Where(pipeline => pipeline > 0).Distinct().Select(pipeline => string.Create(CultureInfo.InvariantCulture, $"DEAL_STAGE_{pipeline}")).ToList();
        var directories = fields.Values.SelectMany(list => list).Select(field => field.StatusType).OfType<string>().Concat(stages);
        var options = await OptionsAsync(batch, directories, cancellationToken);
        if (options.Failure is { } failure) return failure;
        foreach (var pipeline in stages)
            if (options.Value.TryGetValue("DEAL_STAGE", out var general)) general.AddRange(options.Value[pipeline]);
        return fields.ToDictionary(
            pair => pair.Key,
            pair => new FieldCatalog(pair.Key, [.. pair.Value.Select(field => field.StatusType is { } directory && options.Value.TryGetValue(directory, out var list)
                ? field with { Options = list } : field)]));
    }

    private static async Task<Result<Dictionary<string, List<FieldOption>>>> OptionsAsync(
        BatchCollector batch, IEnumerable<string> directories, CancellationToken cancellationToken)
    {
        var options = new Dictionary<string, List<FieldOption>>(StringComparer.Ordinal);
        foreach (var directory in directories.Distinct(StringComparer.Ordinal))
        {
            batch.Add(
                new BitrixCall("crm.status.list", new JsonObject { ["filter"] = new JsonObject { ["ENTITY_ID"] = directory }, ["order"] = new JsonObject { ["SORT"] = "ASC" } }),
                answer => options[directory] = [.. PortalJson.Rows(answer.Result)
                    .Where(row => row.Text("STATUS_ID") is not null)
                    .Select(row => new FieldOption(row.Text("STATUS_ID")!, row.Text("NAME") ?? row.Text("STATUS_ID")!) { Semantics = row.Text("SEMANTICS") })]);
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
