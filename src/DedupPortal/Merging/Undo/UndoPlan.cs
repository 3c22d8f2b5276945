using System.Text.Json.Serialization;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>A field or entry that somebody changed after the merge. Undo leaves it alone unless the person ticks <see cref="Key"/>.</summary>
/// <param name="Key">What ticks it: record and field.</param>
/// <param name="Record">The record.</param>
/// <param name="Field">Its field; for an entry PHONE, EMAIL, WEB or IM.</param>
/// <param name="Title">In the portal's language.</param>
/// <param name="Before">Value before the merge: what undo would restore.</param>
/// <param name="AfterMerge">Value that the merge left.</param>
/// <param name="Now">Value now.</param>
/// <param name="Overwritten">The person ticked it.</param>
public sealed record LaterEdit(string Key, EntityRef Record, string Field, string Title, string Before, string AfterMerge, string Now, bool Overwritten);

/// <summary>
/// What an undo will do, made from the snapshots before and after the merge and the portal as it is now. Shown first; the same
/// reading and ticks give the same hash.
/// </summary>
public sealed record UndoPlan
{
    public required MergeId Merge { get; init; }

    /// <summary>The record that survived the merge, under its number of today.</summary>
    public required EntityRef Survivor { get; init; }

    /// <summary>The one record of the group that comes back; null when all do.</summary>
    public EntityRef? Only { get; init; }

    /// <summary>Records of the merge that have been made anew by another undo since, with their number of today.</summary>
    public IReadOnlyDictionary<string, EntityRef> Renumbered { get; init; } = new SortedDictionary<string, EntityRef>(StringComparer.Ordinal);

    /// <summary>Records that are created anew, with the slot that stands for the id they will get.</summary>
    public required IReadOnlyDictionary<string, EntityRef> Recreated { get; init; }

    public required IReadOnlyList<LaterEdit> LaterEdits { get; init; }

    /// <summary>What will differ from the time before the merge, and what comes back exactly.</summary>
    public required IReadOnlyList<Reversal> Reversals { get; init; }

    /// <summary>Things that are gone meanwhile and therefore cannot be moved back, as "activity:20".</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required IReadOnlyList<MergeStep> Steps { get; init; }

    public string Hash { get; init; } = "";

    [JsonIgnore]
    public int Requests => 8 + Steps.Count;

    internal UndoPlan Sealed() => this with { Hash = MergeJson.Hash(MergeJson.Write(this with { Hash = "" })) };
}
