using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>Turns what the portal sent into mirror rows. Pure.</summary>
internal static class MirrorReading
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>A card of <c>crm.item.*</c>.</summary>
    public static MirrorRecord Record(TenantId tenant, PortalId portal, CrmRecord card, DateTimeOffset now)
    {
        var raw = card.Fields.ToJsonString(s_json).Replace("\\u0000", "", StringComparison.Ordinal);
        var fields = card.Multifields();
        string[] Of(string type) => [.. fields.Where(field => field.TypeId == type).Select(field => field.Value)];
        var record = new MirrorRecord
        {
            TenantId = tenant,
            PortalId = portal,
            Type = card.Ref.Type,
            EntityId = card.Ref.Id,
            Title = Text(card, "title"),
            FirstName = Text(card, "name"),
            SecondName = Text(card, "secondName"),
            LastName = Text(card, "lastName"),
            CompanyTitle = Text(card, "companyTitle"),
            Phones = Of(Multifield.Phone),
            Emails = Of(Multifield.Email),
            Messengers = Of(Multifield.Messenger),
            Webs = Of(Multifield.Web),
            SourceId = Text(card, "sourceId"),
            SourceDescription = Text(card, "sourceDescription"),
            Comments = Text(card, "comments"),
            StageId = Text(card, "stageId"),
            Closed = card.Flag("closed") || card.Text("stageSemanticId") is "S" or "F",
            CategoryId = card.Ref.Type is EntityType.Deal ? (int)(card.Id("categoryId") ?? 0) : null,
            AssignedById = card.Id("assignedById"),
            ContactId = card.Id("contactId"),
            ContactIds = Ids(card.Fields["contactIds"]),
            CompanyId = card.Id("companyId"),
            LeadId = card.Id("leadId"),
            CreatedAt = card.Moment("createdTime") ?? DateTimeOffset.UnixEpoch,
            ModifiedAt = card.Moment("updatedTime") ?? card.Moment("createdTime") ?? DateTimeOffset.UnixEpoch,
            Raw = raw,
            ContentHash = SHA256.HashData(Encoding.UTF8.GetBytes(raw)),
            ReadAt = now,
        };
        return record.WithSearchText();
    }

    /// <summary>Outgoing calls and messages to phones; several rows when several cards are named, none for other activities.</summary>
    public static IEnumerable<MirrorActivity> Outgoing(TenantId tenant, PortalId portal, JsonObject row) =>
        Activities(tenant, portal, row, MirrorActivityKind.OutgoingToPhone, "PHONE");

    public static IEnumerable<MirrorActivity> Session(TenantId tenant, PortalId portal, JsonObject row) =>
        Activities(tenant, portal, row, MirrorActivityKind.OpenLineSession, "IM");

    private static IEnumerable<MirrorActivity> Activities(TenantId tenant, PortalId portal, JsonObject row, MirrorActivityKind kind, string communication)
    {
        if (row.Id("ID") is not { } id || (row.Moment("START_TIME") ?? row.Moment("CREATED")) is not { } at) yield break;
        var seen = new HashSet<EntityRef>();
        foreach (var entry in (row["COMMUNICATIONS"] as JsonArray ?? []).OfType<JsonObject>().Where(entry => entry.Text("TYPE") == communication))
        {
            // The card that the number was taken from; else the card on whose timeline it stands.
            var card = Card(entry.Id("ENTITY_TYPE_ID"), entry.Id("ENTITY_ID")) ?? Card(row.Id("OWNER_TYPE_ID"), row.Id("OWNER_ID"));
            if (card is { } one && seen.Add(one))
                yield return new MirrorActivity
                {
                    TenantId = tenant, PortalId = portal, Kind = kind, ActivityId = id, Type = one.Type, EntityId = one.Id, At = at,
                    Address = Clean(entry.Text("VALUE")), Provider = Clean(row.Text("PROVIDER_ID")),
                };
        }

        // A session stands on the card that the open line made, also when its client is named by another.
        if (kind is MirrorActivityKind.OpenLineSession && Card(row.Id("OWNER_TYPE_ID"), row.Id("OWNER_ID")) is { } owner && seen.Add(owner))
            yield return new MirrorActivity
            {
                TenantId = tenant, PortalId = portal, Kind = kind, ActivityId = id, Type = owner.Type, EntityId = owner.Id, At = at,
                Address = null, Provider = Clean(row.Text("PROVIDER_ID")),
            };
    }

    private static EntityRef? Card(long? type, long? id) =>
        type is >= 1 and <= 4 && id is { } number ? new EntityRef((EntityType)type.Value, number) : null;

    private static string? Text(CrmRecord card, string field) => Clean(card.Text(field)?.Trim()) is { Length: > 0 } text ? text : null;

    /// <summary>PostgreSQL's text cannot hold the null character.</summary>
    private static string? Clean(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);

    private static long[] Ids(JsonNode? node) =>
        node is JsonArray list ? [.. list.Select(entry => long.TryParse(entry?.ToString(), out var id) ? id : 0).Where(id => id > 0).Distinct()] : [];
}
