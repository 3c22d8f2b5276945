using System.Text.Json;
using DedupPortal.Bitrix24;

namespace DedupPortal.Duplicates;

/// <summary>What became of a card that left its group. Names are stored.</summary>
public enum CardFate
{
    /// <summary>It stands in the portal and no longer looks like the others.</summary>
    NotAlike = 1,

    /// <summary>The portal no longer has it.</summary>
    Deleted = 2,

    /// <summary>It was merged in the portal itself.</summary>
    MergedInPortal = 3,

    /// <summary>It was merged with this product, in another group.</summary>
    MergedHere = 4,
}

/// <summary>A card that left its group; <paramref name="Heir"/>: the card that it was merged into in the portal, null otherwise.</summary>
public sealed record LostCard(EntityRef Card, CardFate Fate, EntityRef? Heir = null);

/// <summary>What a scan changed about a group that was known before. Empty lists and nulls: nothing of that kind.</summary>
public sealed record GroupChange
{
    /// <summary>A smaller step of the probability is no news: each scan moves it a little.</summary>
    public const double Step = 0.05;

    /// <summary>Cards that joined.</summary>
    public IReadOnlyList<EntityRef> Added { get; init; } = [];

    /// <summary>Cards that left; of a group that is gone, its cards that the portal lost.</summary>
    public IReadOnlyList<LostCard> Lost { get; init; } = [];

    /// <summary>Probability before; null when it changed by less than <see cref="Step"/>.</summary>
    public double? Before { get; init; }

    /// <summary>Probability after; null as above.</summary>
    public double? After { get; init; }

    /// <summary>Reasons of pairs that both scans know, which the earlier one did not have; the weightiest first.</summary>
    public IReadOnlyList<ExplanationBar> Evidence { get; init; } = [];

    /// <summary>The state out of which the scan brought it back into the queue; null when it did not.</summary>
    public GroupState? ReopenedFrom { get; init; }

    /// <summary>Whether there is anything to tell.</summary>
    internal bool IsNews => Added.Count > 0 || Lost.Count > 0 || Before is not null || Evidence.Count > 0 || ReopenedFrom is not null;

    internal static string Write(GroupChange change) => JsonSerializer.Serialize(change, PairExplanation.Json);

    public static GroupChange? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<GroupChange>(json, PairExplanation.Json);
}
