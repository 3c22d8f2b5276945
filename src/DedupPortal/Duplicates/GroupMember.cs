using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Duplicates;

/// <summary>One card of a group and what it knows about the client.</summary>
public sealed class GroupMember : ITenantOwned
{
    public TenantId TenantId { get; init; }

    public GroupId GroupId { get; init; }

    public PortalId PortalId { get; init; }

    public EntityType Type { get; init; }

    public long EntityId { get; init; }

    public EntityRef Ref => new(Type, EntityId);

    /// <summary>Phone, Telegram or both.</summary>
    public RecordSide Side { get; init; }

    /// <summary>By what it was recognised as born in Telegram.</summary>
    public TelegramOrigin Origin { get; init; }
}

/// <summary>One pair inside a group, in canonical order, with its score and its reasons.</summary>
public sealed class GroupLink : ITenantOwned
{
    public TenantId TenantId { get; init; }

    public GroupId GroupId { get; init; }

    public PortalId PortalId { get; init; }

    public EntityType FirstType { get; init; }

    public long FirstId { get; init; }

    public EntityType SecondType { get; init; }

    public long SecondId { get; init; }

    public EntityRef First => new(FirstType, FirstId);

    public EntityRef Second => new(SecondType, SecondId);

    public PairRelation Relation { get; init; }

    /// <summary>Weight of the evidence in bits.</summary>
    public double Bits { get; init; }

    public double Probability { get; init; }

    public Classification Classification { get; init; }

    /// <summary>The waterfall as JSON: see <see cref="PairExplanation"/>.</summary>
    public string Explanation { get; init; } = "[]";

    /// <summary>What would change the verdict, as JSON: see <see cref="PairExplanation.ReadChanges"/>.</summary>
    public string Changes { get; init; } = "[]";
}
