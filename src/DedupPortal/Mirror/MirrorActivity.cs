using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>Activities that are evidence. Numbers are stored.</summary>
public enum MirrorActivityKind
{
    /// <summary>A call or message that a manager sent to a phone of the card.</summary>
    OutgoingToPhone = 1,

    /// <summary>A conversation of an open line with the card's client.</summary>
    OpenLineSession = 2,
}

/// <summary>One activity of one card. An activity that names several cards is several rows.</summary>
public sealed class MirrorActivity : ITenantOwned
{
    public TenantId TenantId { get; init; }

    public PortalId PortalId { get; init; }

    public MirrorActivityKind Kind { get; init; }

    public long ActivityId { get; init; }

    public EntityType Type { get; init; }

    public long EntityId { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The phone, or the open-line code, as the portal stores it; null when it named none.</summary>
    public string? Address { get; init; }

    /// <summary>Provider, such as <c>VOXIMPLANT_CALL</c> or <c>IMOPENLINES_SESSION</c>.</summary>
    public string? Provider { get; init; }
}
