using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// What the planner decides from. <paramref name="Choices"/> are keyed by field name, or by <c>PHONE</c>, <c>EMAIL</c>, <c>WEB</c>,
/// <c>IM</c>, <c>LINK</c> for entries. <paramref name="Priority"/> is the record that survives: of the only type in
/// <see cref="MergeMode.SameType"/> and <see cref="MergeMode.SoftMerge"/>, a contact in the two others.
/// </summary>
public sealed record PlanRequest(
    MergeMode Mode,
    IReadOnlyList<EntitySnapshot> Snapshots,
    EntityRef Priority,
    IReadOnlyDictionary<string, FieldChoice> Choices,
    IReadOnlyDictionary<EntityType, FieldCatalog> Catalogs)
{
    /// <summary>The agency's rules for what nobody has chosen by hand.</summary>
    public MergePolicy Policy { get; init; } = MergePolicy.Default;

    public EntitySnapshot Snapshot(EntityRef record) => Snapshots.Single(snapshot => snapshot.Ref == record);

    /// <summary>The type whose fields are merged.</summary>
    public EntityType Type => Priority.Type;
}
