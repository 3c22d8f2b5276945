using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// What one reading of the portal gave: the records, the fields of their types, and names for the ids in them. Names are for
/// showing only; <see cref="Names"/> is keyed <c>user:6</c>, <c>company:12</c>, <c>contact:131</c>, <c>pipeline:3</c>.
/// </summary>
public sealed record PortalReading(
    IReadOnlyList<EntitySnapshot> Snapshots,
    IReadOnlyDictionary<EntityType, FieldCatalog> Catalogs,
    IReadOnlyDictionary<string, string> Names,
    bool ActsAsAdministrator)
{
    /// <summary>The rules that hold for the portal, as they were at the time.</summary>
    public MergePolicy Policy { get; init; } = MergePolicy.Default;

    public PlanRequest Request(MergeMode mode, EntityRef priority, IReadOnlyDictionary<string, FieldChoice> choices) =>
        new(mode, Snapshots, priority, choices, Catalogs) { Policy = Policy };
}
