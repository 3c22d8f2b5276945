using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;

namespace DedupPortal.Web.Components.Pages.Audit;

/// <summary>One line of an entry's details: a parameter, or what a field was before and after.</summary>
public sealed record AuditDetail(string Key, JsonNode? Before, JsonNode? After, bool IsChange)
{
    /// <summary>The field is told for completeness only.</summary>
    public bool IsSame => JsonNode.DeepEquals(Before, After);

    /// <summary>The code of a failure, whose sentence is the entry's own.</summary>
    public bool IsCode => Key is "failure" or "code";
}

/// <summary>An entry with its payload read.</summary>
public sealed record AuditStory(
    long Position, DateTimeOffset At, string ActorName, bool ByProduct, AuditAction Action, Guid? PortalId, string Subject,
    JsonObject Payload, string Hash)
{
    /// <summary>Letters of every script stay letters.</summary>
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static AuditStory Of(AuditEntry entry) => new(
        entry.Position, entry.At, entry.ActorName, entry.ActorId is null, entry.Action, entry.PortalId, entry.Subject,
        Read(entry.Payload), Convert.ToHexStringLower(entry.Hash));

    public string? Reason => Payload["reason"] is JsonValue value && value.TryGetValue<string>(out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>Records that the payload names, in its order.</summary>
    public IReadOnlyList<EntityRef> Records => [.. Texts(Payload).SelectMany(text => text.Split(" → "))
        .Select(text => EntityRef.TryParse(text, out var record) ? record : (EntityRef?)null).OfType<EntityRef>().Distinct()];

    /// <summary>Everything of the payload but the reason, changes first.</summary>
    public IReadOnlyList<AuditDetail> Details => [.. Changes(), .. Rest()];

    /// <summary>The page of what it was done to; null when there is none.</summary>
    public string? SubjectAddress => Subject.Split(':') switch
    {
        ["merge", var id] when Guid.TryParse(id, out var merge) => PortalUrls.Merge(merge),
        ["bulk", var id] when Guid.TryParse(id, out var bulk) => PortalUrls.BulkRun(bulk),
        ["group", var id] when Guid.TryParse(id, out var group) => PortalUrls.ReviewGroup(group),
        ["portal", _] or ["scan", _] or ["schedule", _] when PortalId is { } portal && Action is not (AuditAction.PortalDisconnected or AuditAction.PortalDeleted) => PortalUrls.Portal(portal),
        ["member", _] or ["invitation", _] => PortalUrls.Team,
        _ => null,
    };

    /// <summary>Key of the link's text.</summary>
    public string SubjectKind => Subject.Split(':')[0];

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => Texts(pair.Value)),
        JsonArray list => list.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private IEnumerable<AuditDetail> Changes()
    {
        var (before, after) = (Payload["before"], Payload["after"]);
        if (before is JsonObject || after is JsonObject)
        {
            var (left, right) = (before as JsonObject ?? [], after as JsonObject ?? []);
            return left.Select(pair => pair.Key).Union(right.Select(pair => pair.Key), StringComparer.Ordinal)
                .Select(key => new AuditDetail(key, left[key], right[key], IsChange: true));
        }

        return before is null && after is null ? [] : [new AuditDetail("value", before, after, IsChange: true)];
    }

    private IEnumerable<AuditDetail> Rest() => Payload
        .Where(pair => pair.Key is not ("reason" or "before" or "after") && pair.Value is not null)
        .Select(pair => new AuditDetail(Name(pair.Key, pair.Value!), null, pair.Value, IsChange: false));

    // A scan counts what it read; a decision lists its cards.
    private static string Name(string key, JsonNode value) => key is "cards" && value.GetValueKind() is JsonValueKind.Number ? "rows" : key;

    private static JsonObject Read(string payload)
    {
        try
        {
            return JsonNode.Parse(payload) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            // Only a row changed behind the product's back looks like this. It is shown as it is; the chain's verdict names it.
            return new JsonObject { ["payload"] = payload };
        }
    }
}
