using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>
/// Reads everything that a merge or an undo of the records may touch: one round of batches for the cards and what hangs on them,
/// a second for the bindings of each activity and comment. Two requests for a usual selection.
/// </summary>
internal static class SnapshotReader
{
    /// <summary>
    /// Snapshots in the order of <paramref name="records"/>. A record that is not there is a failure <see cref="RecordGone"/>, or is
    /// left out when <paramref name="allowGone"/>; a failure names every such record.
    /// </summary>
    public static Task<Result<IReadOnlyList<EntitySnapshot>>> ReadAsync(
        BitrixClient client, IReadOnlyList<EntityRef> records, bool allowGone, CancellationToken cancellationToken) =>
        ReadAsync(new BatchCollector(client), records, allowGone, _ => { }, cancellationToken);

    /// <summary>
    /// As above, on the requests that <paramref name="batch"/> sends anyway: what else it has gathered travels along.
    /// <paramref name="seen"/> is called for each card as soon as it is there, and may gather more.
    /// </summary>
    public static async Task<Result<IReadOnlyList<EntitySnapshot>>> ReadAsync(
        BatchCollector batch, IReadOnlyList<EntityRef> records, bool allowGone, Action<JsonObject> seen, CancellationToken cancellationToken)
    {
        var parts = records.Select(record => new SnapshotParts(record)).ToList();
        var unreadable = new List<(EntityRef Record, BitrixError Error)>();
        foreach (var part in parts)
        {
            batch.Add(PortalJson.ItemGet(part.Ref), answer =>
            {
                part.Item = PortalJson.Item(answer.Result);
                if (part.Item is { } card) seen(card);
            }, error =>
            {
                if (allowGone && error is BitrixError.NotFound) return null;
                // The others are read on, so that every record that cannot be is named at once.
                if (error is not (BitrixError.NotFound or BitrixError.MissingRight)) return error;
                unreadable.Add((part.Ref, error));
                return null;
            });
            Surroundings(new BatchCollector.Of(batch, () => part.Item is not null), part);
        }

        if (await batch.RunAsync(cancellationToken) is { } error) return PortalFailures.From(error);
        if (unreadable.Count > 0) return MergeFailures.Unreadable(unreadable);
        return parts.Where(part => part.Item is not null).Select(part => part.ToSnapshot()).ToList();
    }

    private static void Surroundings(BatchCollector.Of batch, SnapshotParts part)
    {
        var record = part.Ref;
        var linked = PortalJson.LinkedType(record.Type);
        batch.Add(new BitrixCall(PortalJson.LinkMethod(record.Type, linked, "get"), new JsonObject { ["id"] = record.Id }),
            answer => part.Links = PortalJson.Links(answer.Result, linked));
        Activities(batch, part, 0);
        Comments(batch, part, 0);
        Chats(batch, part);
        if (record.Type is EntityType.Lead or EntityType.Deal) ProductRows(batch, part, 0);
        if (record.Type is EntityType.Contact or EntityType.Company) Requisites(batch, part);
        foreach (var (type, filter) in ChildFilters(record)) Children(batch, part, type, filter, 0);
    }

    private static void Activities(BatchCollector.Of batch, SnapshotParts part, int start) => batch.Add(
        new BitrixCall("crm.activity.list", new JsonObject
        {
            ["filter"] = new JsonObject { ["BINDINGS"] = new JsonArray(new JsonObject { ["OWNER_TYPE_ID"] = (int)part.Ref.Type, ["OWNER_ID"] = part.Ref.Id }) },
            ["order"] = new JsonObject { ["ID"] = "ASC" },
            ["select"] = new JsonArray("ID", "PROVIDER_ID"),
            ["start"] = start,
        }),
        answer =>
        {
            foreach (var row in PortalJson.Rows(answer.Result))
            {
                if (row.Id("ID") is not { } id || part.Activities.ContainsKey(id)) continue;
                part.Activities[id] = new BoundEntry(id, row.Text("PROVIDER_ID") ?? "", []);
                batch.Add(new BitrixCall("crm.activity.binding.list", new JsonObject { ["activityId"] = id }), bindings =>
                    part.Activities[id] = part.Activities[id] with
                    {
                        Bindings = Order(PortalJson.Rows(bindings.Result).Select(row => PortalJson.Binding(row.Id("entityTypeId"), row.Id("entityId")))),
                    });
            }

            if (answer.Next is { } next) Activities(batch, part, next);
        });

    private static void Comments(BatchCollector.Of batch, SnapshotParts part, int start) => batch.Add(
        new BitrixCall("crm.timeline.comment.list", new JsonObject
        {
            ["filter"] = new JsonObject { ["ENTITY_ID"] = part.Ref.Id, ["ENTITY_TYPE"] = part.Ref.TypeName },
            ["order"] = new JsonObject { ["ID"] = "ASC" },
            ["select"] = new JsonArray("ID"),
            ["start"] = start,
        }),
        answer =>
        {
            foreach (var row in PortalJson.Rows(answer.Result))
            {
                if (row.Id("ID") is not { } id || part.Comments.ContainsKey(id)) continue;
                part.Comments[id] = new BoundEntry(id, "comment", []);
                batch.Add(new BitrixCall("crm.timeline.bindings.list", new JsonObject { ["filter"] = new JsonObject { ["OWNER_ID"] = id } }), bindings =>
                    part.Comments[id] = part.Comments[id] with
                    {
                        Bindings = Order(PortalJson.Rows(bindings.Result).Select(row => PortalJson.Binding(row.Text("ENTITY_TYPE"), row.Id("ENTITY_ID")))),
                    });
            }

            if (answer.Next is { } next) Comments(batch, part, next);
        });

    private static List<EntityRef> Order(IEnumerable<EntityRef?> bindings) => [.. bindings.OfType<EntityRef>().Distinct().Order()];

    private static void Chats(BatchCollector.Of batch, SnapshotParts part)
    {
        foreach (var activeOnly in new[] { false, true })
        {
            batch.Add(
                new BitrixCall("imopenlines.crm.chat.get", new JsonObject
                {
                    ["CRM_ENTITY_TYPE"] = part.Ref.TypeName, ["CRM_ENTITY"] = part.Ref.Id, ["ACTIVE_ONLY"] = activeOnly ? "Y" : "N",
                }),
                answer => part.TakeChats(PortalJson.Rows(answer.Result), activeOnly),
                // Chats only warn a person; a webhook without open lines merges all the same.
                error => error is BitrixError.MissingScope or BitrixError.MissingRight or BitrixError.MethodMissing or BitrixError.NotFound ? null : error);
        }
    }

    private static void ProductRows(BatchCollector.Of batch, SnapshotParts part, int start) => batch.Add(
        PortalJson.ProductRows(part.Ref, start),
        answer =>
        {
            part.ProductRows.AddRange(PortalJson.Rows((answer.Result as JsonObject)?["productRows"]).Select(row => (JsonObject)row.DeepClone()));
            if (answer.Next is { } next) ProductRows(batch, part, next);
        });

    private static void Requisites(BatchCollector.Of batch, SnapshotParts part) => batch.Add(
        new BitrixCall("crm.requisite.list", new JsonObject
        {
            ["filter"] = new JsonObject { ["ENTITY_TYPE_ID"] = (int)part.Ref.Type, ["ENTITY_ID"] = part.Ref.Id },
            ["order"] = new JsonObject { ["ID"] = "ASC" },
        }),
        answer =>
        {
            foreach (var row in PortalJson.Rows(answer.Result))
            {
                if (row.Id("ID") is not { } id) continue;
                part.Requisites[id] = new RequisiteSnapshot(id, (JsonObject)row.DeepClone(), []);
                batch.Add(new BitrixCall("crm.requisite.bankdetail.list", new JsonObject { ["filter"] = new JsonObject { ["ENTITY_ID"] = id } }),
                    banks => part.Requisites[id] = part.Requisites[id] with { BankDetails = [.. PortalJson.Rows(banks.Result).Select(bank => (JsonObject)bank.DeepClone())] },
                    error => error is BitrixError.MethodMissing ? null : error);
            }
        });

    private static IEnumerable<(EntityType Type, JsonObject Filter)> ChildFilters(EntityRef record) => record.Type switch
    {
        EntityType.Contact =>
        [
            (EntityType.Deal, new JsonObject { ["contactIds"] = new JsonArray(record.Id) }),
            (EntityType.Lead, new JsonObject { ["contactIds"] = new JsonArray(record.Id) }),
        ],
        EntityType.Company =>
        [
            (EntityType.Deal, new JsonObject { ["companyId"] = record.Id }),
            (EntityType.Lead, new JsonObject { ["companyId"] = record.Id }),
        ],
        EntityType.Lead =>
        [
            (EntityType.Deal, new JsonObject { ["leadId"] = record.Id }),
            (EntityType.Contact, new JsonObject { ["leadId"] = record.Id }),
            (EntityType.Company, new JsonObject { ["leadId"] = record.Id }),
        ],
        _ => [],
    };

    private static void Children(BatchCollector.Of batch, SnapshotParts part, EntityType type, JsonObject filter, int start) => batch.Add(
        new BitrixCall("crm.item.list", new JsonObject
        {
            ["entityTypeId"] = (int)type,
            ["filter"] = filter.DeepClone(),
            ["order"] = new JsonObject { ["id"] = "ASC" },
            ["select"] = type is EntityType.Contact ? new JsonArray("id", "name", "lastName", "leadId") : new JsonArray("id", "title", "companyId", "leadId"),
            ["start"] = start,
        }),
        answer =>
        {
            foreach (var row in PortalJson.Rows((answer.Result as JsonObject)?["items"]))
            {
                if (row.Id("id") is not { } id) continue;
                var child = new EntityRef(type, id);
                var title = row.Text("title") ?? $"{row.Text("name")} {row.Text("lastName")}".Trim();
                part.Children[child] = new ChildRecord(child, title, row.Id("companyId"), row.Id("leadId"), []);
                if (type is EntityType.Deal or EntityType.Lead)
                    batch.Add(new BitrixCall(PortalJson.LinkMethod(type, EntityType.Contact, "get"), new JsonObject { ["id"] = id }),
                        links => part.Children[child] = part.Children[child] with { Contacts = PortalJson.Links(links.Result, EntityType.Contact) });
            }

            if (answer.Next is { } next) Children(batch, part, type, filter, next);
        });
}

/// <summary>A snapshot while its parts come in.</summary>
internal sealed class SnapshotParts(EntityRef record)
{
    private readonly Dictionary<long, ChatSnapshot> _chats = [];

    public EntityRef Ref { get; } = record;

    public JsonObject? Item { get; set; }

    public IReadOnlyList<LinkRow> Links { get; set; } = [];

    public SortedDictionary<long, BoundEntry> Activities { get; } = [];

    public SortedDictionary<long, BoundEntry> Comments { get; } = [];

    public SortedDictionary<EntityRef, ChildRecord> Children { get; } = [];

    public List<JsonObject> ProductRows { get; } = [];

    public SortedDictionary<long, RequisiteSnapshot> Requisites { get; } = [];

    public void TakeChats(IEnumerable<JsonObject> rows, bool active)
    {
        foreach (var row in rows)
        {
            if (row.Id("CHAT_ID") is not { } id) continue;
            var known = _chats.GetValueOrDefault(id) ?? new ChatSnapshot(id, row.Text("CONNECTOR_ID") ?? "", row.Text("CONNECTOR_TITLE") ?? "", IsActive: false);
            _chats[id] = known with { IsActive = known.IsActive || active };
        }
    }

    public EntitySnapshot ToSnapshot() => new()
    {
        Ref = Ref,
        Item = (JsonObject)Item!.DeepClone(),
        Multifields = PortalJson.Entries(Item),
        Links = Links,
        Children = [.. Children.Values],
        Activities = [.. Activities.Values],
        Comments = [.. Comments.Values],
        ProductRows = ProductRows,
        Requisites = [.. Requisites.Values],
        Chats = [.. _chats.Values.OrderBy(chat => chat.ChatId)],
    };
}
