
namespace DedupPortal.Merging;

/// <summary>Says in words of the portal what differs between two readings.</summary>
internal static class SnapshotComparison
{
    /// <summary>"contact:131: name, PHONE; lead:50: activities"; empty when nothing differs.</summary>
    public static string Changes(IReadOnlyList<EntitySnapshot> before, IReadOnlyList<EntitySnapshot> now) =>
        string.Join("; ", from old in before
                          let current = now.SingleOrDefault(snapshot => snapshot.Ref == old.Ref)
                          let parts = current is null ? ["—"] : Parts(old, current).ToList()
                          where parts.Count > 0
                          select $"{old.Ref}: {string.Join(", ", parts)}");

    private static IEnumerable<string> Parts(EntitySnapshot before, EntitySnapshot now)
    {
        if (before.ContentHash() == now.ContentHash()) yield break;
        var named = false;
        foreach (var field in before.Item.Concat(now.Item).Select(pair => pair.Key).Distinct(StringComparer.Ordinal))
        {
            if (FieldRules.ChangesByItself(field) || field is "updatedTime" or "updatedBy" || FieldValue.Same(before.Item[field], now.Item[field])) continue;
            named = true;
            yield return field;
        }

        foreach (var part in Lists(before, now))
        {
            named = true;
            yield return part;
        }

        if (!named) yield return "updatedTime";
    }

    private static IEnumerable<string> Lists(EntitySnapshot before, EntitySnapshot now)
    {
        foreach (var type in before.Multifields.Concat(now.Multifields).Select(entry => entry.TypeId).Distinct(StringComparer.Ordinal))
            if (!before.Multifields.Where(entry => entry.TypeId == type).SequenceEqual(now.Multifields.Where(entry => entry.TypeId == type))) yield return type;
        if (Differ(before.Links, now.Links)) yield return "links";
        if (Differ(before.Children, now.Children)) yield return "children";
        if (Differ(before.Activities, now.Activities)) yield return "activities";
        if (Differ(before.Comments, now.Comments)) yield return "comments";
        if (Differ(before.ProductRows, now.ProductRows)) yield return "products";
        if (Differ(before.Requisites, now.Requisites)) yield return "requisites";
    }

    private static bool Differ<T>(IReadOnlyList<T> left, IReadOnlyList<T> right) => MergeJson.Write(left) != MergeJson.Write(right);
}
