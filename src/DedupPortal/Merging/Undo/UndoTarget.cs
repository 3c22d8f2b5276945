using System.Text.Json.Nodes;

namespace DedupPortal.Merging;

/// <summary>
/// What a record should be after an undo: as it was before the merge, with what people did to it since where the merge had no part
/// in it. Reading back compares with this. Pure.
/// </summary>
internal static class UndoTarget
{
    public static IReadOnlyList<EntitySnapshot> Of(UndoRequest request) => [.. request.Before.Select(before =>
    {
        var now = request.Now.FirstOrDefault(snapshot => snapshot.Ref == before.Ref);
        var after = request.After.FirstOrDefault(snapshot => snapshot.Ref == before.Ref);
        return now is null || after is null ? before : Of(before, after, now);
    })];

    private static EntitySnapshot Of(EntitySnapshot before, EntitySnapshot after, EntitySnapshot now)
    {
        var item = (JsonObject)before.Item.DeepClone();
        foreach (var field in before.Item.Concat(now.Item).Select(pair => pair.Key).Distinct(StringComparer.Ordinal).ToList())
            // A field that the reading after the merge leaves open is the portal's to count.
            if ((after.Item.ContainsKey(field) || !before.Item.ContainsKey(field)) && FieldValue.Same(before.Item[field], after.Item[field]) && !FieldValue.Same(after.Item[field], now.Item[field]))
                item[field] = now.Item[field]?.DeepClone();
        return before with
        {
            Item = item,
            Multifields = [.. before.Multifields.Where(entry => !Left(entry)).Select(Edited), .. now.Multifields.Where(IsNew)],
            Links = [.. before.Links.Where(row => after.Links.All(other => other.To != row.To) || now.Links.Any(other => other.To == row.To)),
                .. now.Links.Where(row => after.Links.All(other => other.To != row.To) && before.Links.All(other => other.To != row.To))],
        };

        // Taken away, changed or added by somebody after the merge.
        bool Left(MultifieldEntry entry) => after.Multifields.Any(other => other.Id == entry.Id) && now.Multifields.All(other => other.Id != entry.Id);
        MultifieldEntry Edited(MultifieldEntry entry) => after.Multifields.Contains(entry) ? now.Multifields.First(other => other.Id == entry.Id) : entry;
        bool IsNew(MultifieldEntry entry) => after.Multifields.All(other => other.Id != entry.Id) && before.Multifields.All(other => other.Id != entry.Id);
    }
}
