using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>
/// Reads the portal's words: statuses, pipelines, custom fields with their choices, users. Users and pipelines are left out where
/// the credential may not read them; cards then show numbers.
/// </summary>
internal sealed class TermsReader(TenantId tenant, PortalId portal)
{
    private const int UserPage = 50;
    private static readonly EntityType[] s_types = [EntityType.Lead, EntityType.Deal, EntityType.Contact, EntityType.Company];
    private readonly List<PortalTerm> _terms = [];

    /// <summary>One request, and one more per 2,500 users.</summary>
    public async Task<BitrixResult<List<PortalTerm>>> ReadAsync(BitrixClient client, CancellationToken cancellationToken)
    {
        var calls = new List<(string, BitrixCall)>
        {
            ("status", new BitrixCall("crm.status.list")),
            ("pipeline", new BitrixCall("crm.category.list", new JsonObject { ["entityTypeId"] = (int)EntityType.Deal })),
            ("user", Users(0)),
        };
        calls.AddRange(s_types.Select(type => (TypeName(type), new BitrixCall($"crm.{TypeName(type)}.fields"))));
        var sent = await client.BatchAsync(calls, halt: false, cancellationToken);
        if (sent.Error is { } error) return error;
        var batch = sent.Value;
        if (batch["status"] is BatchEntry.Failed refused) return refused.Error;
        if (batch.TryGetAnswer("status", out var statuses)) AddStatuses(statuses.Result);
        if (batch.TryGetAnswer("pipeline", out var pipelines)) AddPipelines(pipelines.Result);
        foreach (var type in s_types)
            if (batch.TryGetAnswer(TypeName(type), out var fields)) AddFields(TypeName(type), fields.Result);
        if (batch.TryGetAnswer("user", out var users))
        {
            AddUsers(users.Result);
            if (await ReadMoreUsersAsync(client, users.Total ?? 0, cancellationToken) is { } lost) return lost;
        }

        return _terms;
    }

    private async Task<BitrixError?> ReadMoreUsersAsync(BitrixClient client, int total, CancellationToken cancellationToken)
    {
        var calls = new List<(string, BitrixCall)>();
        for (var start = UserPage; start < total; start += UserPage)
            calls.Add((string.Create(CultureInfo.InvariantCulture, $"u{start}"), Users(start)));
        await foreach (var answer in client.BatchManyAsync(calls, cancellationToken))
        {
            if (answer.Error is { } error) return error;
            foreach (var entry in answer.Value.Entries.OfType<BatchEntry.Answered>()) AddUsers(entry.Answer.Result);
        }

        return null;
    }

    private static BitrixCall Users(int start) =>
        new("user.get", new JsonObject { ["sort"] = "ID", ["order"] = "ASC", ["start"] = start });

    private void AddStatuses(JsonNode? result)
    {
        foreach (var row in Rows(result))
            Add(PortalTerm.StatusList(row.Text("ENTITY_ID") ?? ""), row.Text("STATUS_ID"), row.Text("NAME"), (int)(row.Id("SORT") ?? 0), row.Text("SEMANTICS"), row.Text("COLOR"));
    }

    private void AddPipelines(JsonNode? result)
    {
        foreach (var row in Rows((result as JsonObject)?["categories"]))
            Add(PortalTerm.Pipeline, (row.Id("id") ?? 0).ToString(CultureInfo.InvariantCulture), row.Text("name"), (int)(row.Id("sort") ?? 0));
    }

    private void AddFields(string type, JsonNode? result)
    {
        foreach (var (name, node) in result as JsonObject ?? [])
        {
            if (node is not JsonObject field || !name.StartsWith("UF_", StringComparison.Ordinal)) continue;
            Add(PortalTerm.Field(type), name, field.Text("formLabel") ?? field.Text("listLabel") ?? field.Text("title"));
            foreach (var choice in Rows(field["items"]))
                Add(PortalTerm.Choice(type, name), choice.Text("ID"), choice.Text("VALUE"));
        }
    }

    private void AddUsers(JsonNode? result)
    {
        foreach (var row in Rows(result))
        {
            var name = string.Join(' ', new[] { row.Text("NAME"), row.Text("LAST_NAME") }.OfType<string>());
            Add(PortalTerm.User, row.Text("ID"), name.Length > 0 ? name : row.Text("EMAIL"));
        }
    }

    private void Add(string kind, string? code, string? name, int sort = 0, string? semantics = null, string? color = null)
    {
        if (code is null || name is null || code.Length > PortalTerm.CodeLength || kind.Length > PortalTerm.KindLength) return;
        _terms.Add(new PortalTerm { TenantId = tenant, PortalId = portal, Kind = kind, Code = code, Name = name, Sort = sort, Semantics = semantics, Color = color });
    }

    private static IEnumerable<JsonObject> Rows(JsonNode? node) => (node as JsonArray ?? []).OfType<JsonObject>();

    private static string TypeName(EntityType type) => new EntityRef(type, 1).TypeName;
}
