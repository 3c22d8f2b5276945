using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// What the undo planner decides from: the records before and after the merge and as they are now. <paramref name="Now"/> lacks
/// records that do not exist. <paramref name="Bindings"/> and <paramref name="Comments"/> are the timelines now of every activity and
/// comment that the snapshots before the merge name; one that is gone is missing. <paramref name="Children"/> likewise.
/// <paramref name="Overwrite"/>: keys of later edits that a person wants undone too.
/// </summary>
public sealed record UndoRequest(
    MergeId Merge,
    MergePlan Plan,
    IReadOnlyList<EntitySnapshot> Before,
    IReadOnlyList<EntitySnapshot> After,
    IReadOnlyList<EntitySnapshot> Now,
    IReadOnlyDictionary<EntityRef, ChildRecord> Children,
    IReadOnlyDictionary<long, BoundEntry> Bindings,
    IReadOnlyDictionary<long, BoundEntry> Comments,
    IReadOnlyDictionary<EntityType, FieldCatalog> Catalogs,
    IReadOnlySet<string> Overwrite)
{
    /// <summary>The one record that is to come back; null for all.</summary>
    public EntityRef? Only { get; init; }

    /// <summary>Records that have been made anew since the merge → their number of today. Everything else in the request speaks of today's.</summary>
    public IReadOnlyDictionary<EntityRef, EntityRef> Renumbered { get; init; } = new Dictionary<EntityRef, EntityRef>();

    /// <summary>The notes that the merge left on timelines.</summary>
    public IReadOnlyList<MergeStep.DeleteNote> Notes { get; init; } = [];

    /// <summary>Records whose deals, leads and other children the merge gave to the survivor.</summary>
    public IReadOnlySet<EntityRef> GivenUp => Before.Select(snapshot => snapshot.Ref)
        .Where(record => record != Plan.Survivor && record.Type == Plan.Survivor.Type && !Plan.ConvertedLeads.Contains(record)).ToHashSet();

    /// <summary>Records that the merge deleted, in the order in which they are made anew.</summary>
    public IReadOnlyList<EntitySnapshot> Gone => [.. Before.Where(snapshot => Now.All(now => now.Ref != snapshot.Ref))];

    /// <summary>The record as undo will leave it: itself, or the slot of the card that is made in its place.</summary>
    public EntityRef Map(EntityRef record)
    {
        var gone = Gone;
        for (var index = 0; index < gone.Count; index++)
            if (gone[index].Ref == record) return record with { Id = -1 - index };
        return record;
    }
}
