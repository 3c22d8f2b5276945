using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Compares the portal after an undo with the time before the merge.</summary>
internal static class UndoCheck
{
    /// <summary>
    /// What is not as it was, apart from what was announced: edits that were kept and things that were missing.
    /// <paramref name="current"/>: old record → the card made in its place.
    /// </summary>
    public static IReadOnlyList<Deviation> Deviations(
        UndoPlan plan, IReadOnlyList<EntitySnapshot> before, IReadOnlyList<EntitySnapshot> after, IReadOnlyDictionary<string, EntityRef> current)
    {
        EntityRef Map(EntityRef record) => current.TryGetValue(record.ToString(), out var made) ? made : record;
        var announced = plan.LaterEdits.Where(edit => !edit.Overwritten).Select(edit => edit.Key).ToHashSet(StringComparer.Ordinal);
        var list = new List<Deviation>();
        foreach (var was in before)
        {
            var now = after.FirstOrDefault(snapshot => snapshot.Ref == Map(was.Ref));
            if (now is null)
            {
                list.Add(new Deviation(was.Ref, "id", was.Ref.ToString(), ""));
                continue;
            }

            list.AddRange(Fields(was, now).Where(deviation => !announced.Contains($"{was.Ref}.{deviation.Field}")));
            list.AddRange(Lists(plan, was, now, Map));
        }

        return list;
    }

    private static IEnumerable<Deviation> Fields(EntitySnapshot was, EntitySnapshot now)
    {
        foreach (var (name, value) in was.Item)
        {
            var spec = new FieldSpec(name, name, "string", IsReadOnly: false, IsMultiple: value is System.Text.Json.Nodes.JsonArray, IsCustom: false);
            var rule = FieldRules.Of(was.Ref.Type, spec);
            // A new id, its times and its author are announced with the plan.
            if (rule is FieldRule.Derived || name is "createdTime" or "createdBy" or "movedTime" or "movedBy" or "dateClosed" or "companyId" or "leadId") continue;
            if (!FieldValue.Same(value, now.Item[name])) yield return new Deviation(now.Ref, name, FieldValue.Text(value), FieldValue.Text(now.Item[name]));
        }
    }

    private static IEnumerable<Deviation> Lists(UndoPlan plan, EntitySnapshot was, EntitySnapshot now, Func<EntityRef, EntityRef> map)
    {
        foreach (var type in was.Multifields.Concat(now.Multifields).Select(entry => entry.TypeId).Distinct(StringComparer.Ordinal))
        {
            if (plan.LaterEdits.Any(edit => edit.Record == was.Ref && edit.Title == type)) continue;
            var (left, right) = (Values(was, type), Values(now, type));
            if (left != right) yield return new Deviation(now.Ref, type, left, right);
        }

        if (Differ(was.Links.Select(row => map(row.To)), now.Links.Select(row => row.To), out var links)) yield return new Deviation(now.Ref, "links", links.Expected, links.Found);
        var children = was.Children.Where(child => !plan.Missing.Any(name => name.StartsWith(child.Ref.ToString(), StringComparison.Ordinal))).Select(child => map(child.Ref)).ToList();
        if (children.Exists(child => now.Children.All(other => other.Ref != child)))
            yield return new Deviation(now.Ref, "children", string.Join(", ", children), string.Join(", ", now.Children.Select(child => child.Ref)));
        if (Absent(was.Activities, now.Activities, "activity", plan) is { Length: > 0 } activities) yield return new Deviation(now.Ref, "activities", activities, "");
        if (Absent(was.Comments, now.Comments, "comment", plan) is { Length: > 0 } comments) yield return new Deviation(now.Ref, "comments", comments, "");
    }

    private static string Absent(IReadOnlyList<BoundEntry> was, IReadOnlyList<BoundEntry> now, string word, UndoPlan plan) =>
        string.Join(", ", was.Where(entry => now.All(other => other.Id != entry.Id)).Select(entry => $"{word}:{entry.Id}").Except(plan.Missing, StringComparer.Ordinal));

    private static string Values(EntitySnapshot snapshot, string type) =>
        string.Join(", ", snapshot.Multifields.Where(entry => entry.TypeId == type).Select(entry => $"{entry.Value} ({entry.ValueType})").Order(StringComparer.Ordinal));

    private static bool Differ(IEnumerable<EntityRef> left, IEnumerable<EntityRef> right, out (string Expected, string Found) texts)
    {
        texts = (string.Join(", ", left.Order()), string.Join(", ", right.Order()));
        return texts.Expected != texts.Found;
    }
}
