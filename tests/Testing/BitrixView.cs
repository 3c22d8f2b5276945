using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Testing;

/// <summary>Reads and changes an emulated portal with a plain HTTP client: what a person would see there.</summary>
public sealed class BitrixView(EmulatorProcess emulator)
{
    // What a merge and its undo change by nature: times, authors of changes, and aliases of entries.
    private static readonly HashSet<string> s_volatile = new(StringComparer.Ordinal)
    {
        "id", "createdTime", "createdBy", "updatedTime", "updatedBy", "movedTime", "movedBy", "lastActivityTime", "lastActivityBy", "fm", "isReturnCustomer", "dateClosed",
    };

    public async Task<JsonNode?> ResultAsync(string method, object? parameters = null)
    {
        var answer = await emulator.CallAsync(method, parameters);
        return answer["error"] is null ? answer["result"] : throw new InvalidOperationException($"{method}: {answer.ToJsonString()}");
    }

    public async Task<JsonObject?> ItemAsync(EntityRef record)
    {
        var answer = await emulator.CallAsync("crm.item.get", new { entityTypeId = (int)record.Type, id = record.Id, useOriginalUfNames = "Y" });
        return answer["result"]?["item"] as JsonObject;
    }

    public Task UpdateAsync(EntityRef record, object fields) =>
        ResultAsync("crm.item.update", new { entityTypeId = (int)record.Type, id = record.Id, fields, useOriginalUfNames = "Y" });

    public async Task<EntityRef> AddAsync(EntityType type, object fields)
    {
        var result = await ResultAsync("crm.item.add", new { entityTypeId = (int)type, fields, useOriginalUfNames = "Y" });
        return new EntityRef(type, (long)result!["item"]!["id"]!);
    }

    /// <summary>"TYPE/VALUETYPE=value" of each entry, sorted.</summary>
    public async Task<List<string>> EntriesAsync(EntityRef record) =>
        [.. ((await ItemAsync(record))!["fm"] as JsonArray ?? []).Select(entry => $"{entry!["typeId"]}/{entry["valueType"]}={entry["value"]}").Order(StringComparer.Ordinal)];

    public async Task<List<long>> ActivitiesAsync(EntityRef record)
    {
        var rows = await ResultAsync("crm.activity.list", new
        {
            filter = new { BINDINGS = new[] { new { OWNER_TYPE_ID = (int)record.Type, OWNER_ID = record.Id } } }, order = new { ID = "ASC" }, select = new[] { "ID" },
        });
        return [.. rows!.AsArray().Select(row => long.Parse((string)row!["ID"]!)).Order()];
    }

    public async Task<List<long>> CommentsAsync(EntityRef record)
    {
        var rows = await ResultAsync("crm.timeline.comment.list", new { filter = new { ENTITY_ID = record.Id, ENTITY_TYPE = record.TypeName }, order = new { ID = "ASC" } });
        return [.. rows!.AsArray().Select(row => long.Parse((string)row!["ID"]!)).Order()];
    }

    public async Task<List<long>> ContactsOfAsync(EntityRef record)
    {
        var rows = await ResultAsync($"crm.{record.TypeName}.contact.items.get", new { id = record.Id });
        return [.. rows!.AsArray().Select(row => (long)row!["CONTACT_ID"]!)];
    }

    public async Task<List<long>> DealsOfAsync(EntityRef contact)
    {
        var result = await ResultAsync("crm.item.list", new { entityTypeId = 2, filter = new { contactIds = new[] { contact.Id } }, order = new { id = "ASC" }, select = new[] { "id" } });
        return [.. result!["items"]!.AsArray().Select(row => (long)row!["id"]!)];
    }

    /// <summary>The whole record as text without what changes by nature; two equal texts mean an exact restoration.</summary>
    public async Task<string> FingerprintAsync(EntityRef record)
    {
        var item = (await ItemAsync(record))!;
        var stable = new JsonObject();
        foreach (var (name, value) in item.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            if (!s_volatile.Contains(name))
                stable[name] = value?.DeepClone();
        var linked = record.Type is EntityType.Contact ? "company" : "contact";
        return JsonSerializer.Serialize(new
        {
            item = stable,
            entries = record.Type is EntityType.Deal ? [] : await EntriesAsync(record),
            links = (await ResultAsync($"crm.{record.TypeName}.{linked}.items.get", new { id = record.Id }))!.ToJsonString(),
            activities = await ActivitiesAsync(record),
            comments = await CommentsAsync(record),
            deals = record.Type is EntityType.Contact ? await DealsOfAsync(record) : [],
        });
    }

    public async Task<List<string>> FingerprintsAsync(params EntityRef[] records)
    {
        var prints = new List<string>();
        foreach (var record in records) prints.Add(await FingerprintAsync(record));
        return prints;
    }

    /// <summary>Methods of all writes that reached the portal, those inside batches included, in order.</summary>
    public async Task<List<string>> WritesAsync()
    {
        var calls = (await emulator.JournalAsync()).SelectMany(entry => entry!["calls"] is JsonArray inner && inner.Count > 0 ? inner.ToArray() : [entry]);
        return [.. calls.Select(call => (string)call!["method"]!).Where(IsWrite)];
    }

    private static bool IsWrite(string method) =>
        !method.EndsWith(".get", StringComparison.Ordinal) && !method.EndsWith(".list", StringComparison.Ordinal) && !method.EndsWith(".fields", StringComparison.Ordinal)
        && method is not ("batch" or "profile" or "scope" or "methods" or "server.time" or "user.admin" or "user.current" or "method.get");
}
