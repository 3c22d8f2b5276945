using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Duplicates;

/// <summary>
/// A pair whose answer settles others, as the engine counted when it last matched the portal (<see cref="OpenQuestions"/>); rank 1 settles most.
/// Written anew with every matching.
/// </summary>
public sealed class ReviewQuestion : ITenantOwned
{
    /// <summary>How many a portal keeps: as many groups may be decided before it is matched again.</summary>
    public const int Most = 50;

    public TenantId TenantId { get; init; }

    public PortalId PortalId { get; init; }

    /// <summary>From 1 on.</summary>
    public int Rank { get; init; }

    /// <summary>The group that both cards are in.</summary>
    public GroupId GroupId { get; init; }

    public EntityType FirstType { get; init; }

    public long FirstId { get; init; }

    public EntityType SecondType { get; init; }

    public long SecondId { get; init; }

    /// <summary>What came out of the pair's comparisons.</summary>
    public long Pattern { get; init; }

    /// <summary>Other open pairs with the same pattern.</summary>
    public int Alike { get; init; }

    /// <summary>Other open pairs that share a card or the group with it.</summary>
    public int Linked { get; init; }

    public DateTimeOffset CountedAt { get; init; }
}
