using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Portals;

namespace DedupPortal.Duplicates;

/// <summary>Which groups to show; every part null or empty means "any".</summary>
public sealed record DuplicateFilter
{
    public PortalId? Portal { get; init; }

    /// <summary>A type that is among the group's cards.</summary>
    public EntityType? Type { get; init; }

    public GroupKind? Kind { get; init; }

    /// <summary>Least probability, 0 to 1, included.</summary>
    public double? MinProbability { get; init; }

    /// <summary>Greatest probability, 0 to 1, included.</summary>
    public double? MaxProbability { get; init; }

    public Classification? Classification { get; init; }

    /// <summary>"Later" whose time has come counts as open.</summary>
    public GroupState? State { get; init; }

    /// <summary>Changed by a scan within so many days.</summary>
    public int? ChangedWithinDays { get; init; }

    /// <summary>Words that are all found in one of the group's cards, as in the card search.</summary>
    public string? Text { get; init; }
}

/// <summary>Order of the queue; ties are broken by id, so that paging is stable.</summary>
public enum DuplicateSort
{
    /// <summary>The most certain first.</summary>
    MostCertain = 0,
    LeastCertain = 1,

    /// <summary>Found last first.</summary>
    Newest = 2,
    Oldest = 3,
}
