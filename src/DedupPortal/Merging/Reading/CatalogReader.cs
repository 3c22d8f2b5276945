using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Reads the fields of record types with the options of their lists, on the requests that a collector sends anyway.</summary>
internal sealed class CatalogReader
{
    private readonly BatchCollector _batch;
    private readonly SortedDictionary<EntityType, List<FieldSpec>> _fields = [];
    private readonly Dictionary<string, List<FieldOption>> _options = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _pipelines = new(StringComparer.Ordinal);

    /// <summary>Gathers the calls for the types; their lists are gathered when the fields are there.</summary>
    public CatalogReader(BatchCollector batch, IEnumerable<EntityType> types)
    {
        _batch = batch;
        foreach (var type in types.Distinct())
        {
            batch.Add(
                new BitrixCall("crm.item.fields", new JsonObject { ["entityTypeId"] = (int)type, ["useOriginalUfNames"] = "Y" }),
                answer =>
                {
                    _fields[type] = [.. Read((answer.Result as JsonObject)?["fields"] as JsonObject)];
                    foreach (var directory in _fields[type].Select(field => field.StatusType).OfType<string>()) Options(directory);
                });
        }
    }

    /// <summary>Takes the stages of a deal's pipeline among the options of the stage field; those of the general one are there anyway.</summary>
    public void AddPipeline(long pipeline)
    {
        var directory = string.Create(CultureInfo.InvariantCulture, $"DEAL_STAGE_{pipeline}");
        if (pipeline > 0 && _pipelines.Add(directory)) Options(directory);
    }

    /// <summary>The catalogs, after the collector has run without an error.</summary>
    public IReadOnlyDictionary<EntityType, FieldCatalog> Catalogs()
    {
        foreach (var pipeline in _pipelines)
            if (_options.TryGetValue("DEAL_STAGE", out var general)) general.AddRange(_options[pipeline]);
        return _fields.ToDictionary(
            pair => pair.Key,
            pair => new FieldCatalog(pair.Key, [.. pair.Value.Select(field => field.StatusType is { } directory && _options.TryGetValue(directory, out var list)
                ? field with { Options = list } : field)]));
    }

    private void Options(string directory)
    {
        if (!_options.TryAdd(directory, [])) return;
        _batch.Add(
            new BitrixCall("crm.status.list", new JsonObject { ["filter"] = new JsonObject { ["ENTITY_ID"] = directory }, ["order"] = new JsonObject { ["SORT"] = "ASC" } }),
            answer => _options[directory] = [.. PortalJson.Rows(answer.Result)
                .Where(row => row.Text("STATUS_ID") is not null)
                .Select(row => new FieldOption(row.Text("STATUS_ID")!, row.Text("NAME") ?? row.Text("STATUS_ID")!) { Semantics = row.Text("SEMANTICS") })]);
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
