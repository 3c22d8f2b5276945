namespace DedupPortal.Merging;

/// <summary>Decides phones, e-mails, sites and messengers: united, equal ones once, each with its tick.</summary>
internal static class MultifieldDecisions
{
    public static IReadOnlyList<MultifieldOutcome> Decide(PlanRequest request, IReadOnlyList<MergeColumn> columns)
    {
        var survivor = columns[0];
        var all = columns.SelectMany(column => column.Entries.Select(entry => (Column: column, Entry: entry)));
        return [.. all.GroupBy(pair => MultifieldKey.Of(pair.Entry)).Select(group =>
        {
            var first = group.First().Entry;
            var keys = group.Select(pair => pair.Column.KeyOf(pair.Entry)).ToList();
            var kept = request.Choices.GetValueOrDefault(first.TypeId) is not FieldChoice.Union union || keys.Exists(key => union.Keys.Contains(key));
            return new MultifieldOutcome(
                first.TypeId, first.ValueType, first.Value, keys, [.. group.Select(pair => pair.Column.Ref).Distinct()],
                kept, IsNewOnSurvivor: !group.Any(pair => pair.Column == survivor));
        }).OrderBy(outcome => outcome.TypeId, StringComparer.Ordinal)];
    }

    /// <summary>The column's entries that are not to survive.</summary>
    public static IReadOnlyList<MultifieldEntry> Unticked(MergeColumn column, IReadOnlyList<MultifieldOutcome> outcomes)
    {
        var gone = outcomes.Where(outcome => !outcome.Kept).SelectMany(outcome => outcome.Keys).ToHashSet(StringComparer.Ordinal);
        return [.. column.Entries.Where(entry => gone.Contains(column.KeyOf(entry)))];
    }

    /// <summary>Kept entries that the survivor lacks and that the portal's merge will not bring it: to be written.</summary>
    public static IReadOnlyList<MultifieldEntry> ToAdd(IReadOnlyList<MergeColumn> givers, IReadOnlyList<MultifieldOutcome> outcomes) =>
        [.. from outcome in outcomes
            where outcome.Kept && outcome.IsNewOnSurvivor
            let first = givers.SelectMany(column => column.Entries.Where(entry => outcome.Keys.Contains(column.KeyOf(entry)))).FirstOrDefault()
            where first is not null
            select first with { Id = 0 }];
}
