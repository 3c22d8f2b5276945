using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>
/// A card that the portal no longer has, with what it held: enough to recognise on which card it lives on. Unique by portal, type and id.
/// </summary>
public sealed class VanishedCard : ITenantOwned
{
    public const int NameLength = 300;

    public TenantId TenantId { get; init; }

    public PortalId PortalId { get; init; }

    public EntityType Type { get; init; }

    public long EntityId { get; init; }

    public EntityRef Ref => new(Type, EntityId);

    /// <summary>Its name or title; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its phones, e-mails, messengers and web addresses, as typed. Never null.</summary>
    public string[] ContactValues { get; init; } = [];

    /// <summary>When the product noticed.</summary>
    public DateTimeOffset VanishedAt { get; init; }

    public EntityType? HeirType { get; private set; }

    public long? HeirId { get; private set; }

    /// <summary>The card that took over its values; null while unknown and when it was simply deleted.</summary>
    public EntityRef? Heir => HeirType is { } type && HeirId is { } id ? new EntityRef(type, id) : null;

    /// <summary>When it was decided what became of it; null before.</summary>
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>Says what became of the card; null: it was deleted.</summary>
    public void Settle(EntityRef? heir, DateTimeOffset now) => (HeirType, HeirId, SettledAt) = (heir?.Type, heir?.Id, now);
}
