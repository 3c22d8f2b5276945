using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>
/// What the product keeps of one card of a portal: the fields that matching, lists and search need, and the whole card as the
/// portal sent it. It is a copy: the portal is right wherever the two differ. Unique by portal, type and id.
/// </summary>
public sealed class MirrorRecord : ITenantOwned
{
    public TenantId TenantId { get; init; }

    public PortalId PortalId { get; init; }

    public EntityType Type { get; init; }

    /// <summary>Id in the portal, unique within the type.</summary>
    public long EntityId { get; init; }

    public EntityRef Ref => new(Type, EntityId);

    /// <summary>Title of a lead or deal, name of a company.</summary>
    public string? Title { get; init; }

    public string? FirstName { get; init; }

    /// <summary>Patronymic.</summary>
    public string? SecondName { get; init; }

    public string? LastName { get; init; }

    /// <summary>Company named on a lead.</summary>
    public string? CompanyTitle { get; init; }

    /// <summary>Phones as typed. Never null, as the three below.</summary>
    public string[] Phones { get; init; } = [];

    public string[] Emails { get; init; } = [];

    /// <summary>Messenger values: open-line codes, nicks, addresses.</summary>
    public string[] Messengers { get; init; } = [];

    public string[] Webs { get; init; } = [];

    public string? SourceId { get; init; }

    public string? SourceDescription { get; init; }

    public string? Comments { get; init; }

    /// <summary>Status of a lead or stage of a deal.</summary>
    public string? StageId { get; init; }

    /// <summary>Lead or deal that is finished, won or lost.</summary>
    public bool Closed { get; init; }

    /// <summary>Pipeline of a deal.</summary>
    public int? CategoryId { get; init; }

    public long? AssignedById { get; init; }

    /// <summary>The primary contact of a lead or deal.</summary>
    public long? ContactId { get; init; }

    /// <summary>All contacts of a lead, deal or company. Never null.</summary>
    public long[] ContactIds { get; init; } = [];

    public long? CompanyId { get; init; }

    /// <summary>The lead that the card was made from.</summary>
    public long? LeadId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The card as <c>crm.item.*</c> sent it, JSON, without its empty fields and without <c>fm</c>, which has columns of its own.</summary>
    public string Raw { get; init; } = "{}";

    /// <summary>SHA-256 of the whole card as it arrived: tells whether anything changed.</summary>
    public byte[] ContentHash { get; init; } = [];

    /// <summary>Everything that a search looks into, in lower case; phones as digits.</summary>
    public string SearchText { get; init; } = "";

    /// <summary>
    /// Phones, e-mails, messengers and web addresses that were not on the card when it was read before, as of the last time there were any:
    /// by them a card is recognised that took over another one's. Never null.
    /// </summary>
    public string[] Gained { get; init; } = [];

    /// <summary>When the card was last read from the portal.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>Name for lists: the person's name, else the title, else the messenger's nick, else the empty string.</summary>
    public string DisplayName
    {
        get
        {
            var name = string.Join(' ', new[] { LastName, FirstName, SecondName }.Where(part => !string.IsNullOrWhiteSpace(part)));
            if (Type is EntityType.Contact or EntityType.Lead && name.Length > 0) return name;
            return Title ?? (name.Length > 0 ? name : "");
        }
    }
}
