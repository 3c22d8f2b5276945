using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// Reads an old snapshot in the numbers of today: a record that was made anew since has another id, and so have its entries and
/// requisites. Pure.
/// </summary>
internal static class SnapshotTranslation
{
    /// <summary><paramref name="current"/>: old record → the one that stands for it now; records that are not named are themselves. <paramref name="now"/>: the records as they are.</summary>
    public static EntitySnapshot Apply(EntitySnapshot snapshot, IReadOnlyDictionary<EntityRef, EntityRef> current, IReadOnlyList<EntitySnapshot> now)
    {
        if (current.Count == 0) return snapshot;
        EntityRef Map(EntityRef record) => current.GetValueOrDefault(record, record);
        long? MapId(EntityType type, long? id) => id is { } known ? Map(new EntityRef(type, known)).Id : null;
        var anew = Map(snapshot.Ref) != snapshot.Ref ? now.FirstOrDefault(other => other.Ref == Map(snapshot.Ref)) : null;
        return snapshot with
        {
            Ref = Map(snapshot.Ref),
            Item = Item(snapshot.Item, MapId),
            Multifields = anew is null ? snapshot.Multifields : Entries(snapshot.Multifields, anew.Multifields),
            Links = Links(snapshot.Links, Map),
            Children = [.. snapshot.Children.Select(child => new ChildRecord(
                Map(child.Ref), child.Title, MapId(EntityType.Company, child.CompanyId), MapId(EntityType.Lead, child.LeadId), Links(child.Contacts, Map)))],
            Activities = Bound(snapshot.Activities, Map),
            Comments = Bound(snapshot.Comments, Map),
            Requisites = anew is null ? snapshot.Requisites : Requisites(snapshot.Requisites, anew.Requisites),
        };
    }

    private static JsonObject Item(JsonObject item, Func<EntityType, long?, long?> map)
    {
        var translated = (JsonObject)item.DeepClone();
        foreach (var (field, type) in new[] { ("companyId", EntityType.Company), ("leadId", EntityType.Lead) })
            if (translated.Id(field) is { } id)
                translated[field] = map(type, id);
        return translated;
    }

    private static List<LinkRow> Links(IEnumerable<LinkRow> rows, Func<EntityRef, EntityRef> map) =>
        [.. rows.Select(row => row with { To = map(row.To) }).GroupBy(row => row.To).Select(same => same.First() with { IsPrimary = same.Any(row => row.IsPrimary) })];

    private static List<BoundEntry> Bound(IEnumerable<BoundEntry> entries, Func<EntityRef, EntityRef> map) =>
        [.. entries.Select(entry => entry with { Bindings = [.. entry.Bindings.Select(map).Distinct().Order()] })];

    /// <summary>The same entries under their new ids; one that is not there keeps its old id, which nothing has now.</summary>
    private static List<MultifieldEntry> Entries(IEnumerable<MultifieldEntry> old, IEnumerable<MultifieldEntry> now)
    {
        var free = now.ToList();
        return [.. old.Select(entry =>
        {
            var place = free.FindIndex(other => other with { Id = entry.Id } == entry);
            if (place < 0) return entry;
            var found = free[place];
            free.RemoveAt(place);
            return found;
        })];
    }

    private static List<RequisiteSnapshot> Requisites(IEnumerable<RequisiteSnapshot> old, IEnumerable<RequisiteSnapshot> now)
    {
        var free = now.ToList();
        return [.. old.Select(requisite =>
        {
            var place = free.FindIndex(other => RequisiteWriter.AreSame(requisite, other));
            if (place < 0) return requisite;
            var found = free[place];
            free.RemoveAt(place);
            return requisite with { Id = found.Id };
        })];
    }
}
