using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>One phone, e-mail, site or messenger entry of a card as it was read; <paramref name="Id"/> is the portal's.</summary>
public sealed record MultifieldEntry(long Id, string TypeId, string ValueType, string Value)
{
    /// <summary>Type and number only: values hold phones.</summary>
    public override string ToString() => $"{TypeId}:{Id}";
}

/// <summary>A row of a client link: contact of a company, deal or lead, or company of a contact.</summary>
public sealed record LinkRow(EntityRef To, int Sort, int RoleId, bool IsPrimary);

/// <summary>A record that points at the snapshot's record as its client or as the lead it came from, with all such links at that moment.</summary>
public sealed record ChildRecord(EntityRef Ref, string? Title, long? CompanyId, long? LeadId, IReadOnlyList<LinkRow> Contacts);

/// <summary>An activity or comment and every record on whose timeline it stands.</summary>
public sealed record BoundEntry(long Id, string Kind, IReadOnlyList<EntityRef> Bindings);

/// <summary>A set of requisites with its bank details, as the portal's rows.</summary>
public sealed record RequisiteSnapshot(long Id, JsonObject Fields, IReadOnlyList<JsonObject> BankDetails);

/// <summary>An open-line chat of the record. <paramref name="IsActive"/>: a conversation is going on now.</summary>
public sealed record ChatSnapshot(long ChatId, string Connector, string Title, bool IsActive);

/// <summary>
/// Everything about one record that a merge may change, read in one go: card, multifields, links both ways, product rows,
/// activities and comments with all their bindings, requisites, chats. Bindings to types that the product does not know are
/// left out: they are never touched. <see cref="Item"/> is the answer of <c>crm.item.get</c> with custom fields under their own names.
/// </summary>
public sealed record EntitySnapshot
{
    public required EntityRef Ref { get; init; }

    public required JsonObject Item { get; init; }

    public IReadOnlyList<MultifieldEntry> Multifields { get; init; } = [];

    /// <summary>Own client links: companies of a contact, contacts of a company, deal or lead.</summary>
    public IReadOnlyList<LinkRow> Links { get; init; } = [];

    /// <summary>Deals and leads whose client is this contact or company; contacts, companies and deals that came from this lead. Empty for deals.</summary>
    public IReadOnlyList<ChildRecord> Children { get; init; } = [];

    public IReadOnlyList<BoundEntry> Activities { get; init; } = [];

    public IReadOnlyList<BoundEntry> Comments { get; init; } = [];

    public IReadOnlyList<JsonObject> ProductRows { get; init; } = [];

    public IReadOnlyList<RequisiteSnapshot> Requisites { get; init; } = [];

    public IReadOnlyList<ChatSnapshot> Chats { get; init; } = [];

    /// <summary>The portal's modification time, UTC; null when it gave none.</summary>
    public DateTimeOffset? ModifiedAt => Item.Moment("updatedTime");

    /// <summary>The snapshot as stored text.</summary>
    public string ToText() => MergeJson.Write(this);

    public static EntitySnapshot FromText(string text) => MergeJson.Read<EntitySnapshot>(text);

    /// <summary>
    /// SHA-256 of everything that a person decides about: the times and aliases that change by themselves are left out.
    /// Two snapshots of a record that nobody touched have the same hash.
    /// </summary>
    public string ContentHash()
    {
        var item = new JsonObject();
        foreach (var (name, value) in Item.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            if (!FieldRules.ChangesByItself(name))
                item[name] = value?.DeepClone();
        return MergeJson.Hash(MergeJson.Write(this with { Item = item, Chats = [] }));
    }

    public override string ToString() => Ref.ToString();
}
