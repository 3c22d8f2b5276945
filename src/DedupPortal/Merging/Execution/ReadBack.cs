namespace DedupPortal.Merging;

/// <summary>Compares the portal after a merge with its plan, and follows the messenger codes.</summary>
internal static class ReadBack
{
    /// <summary>Fields and entries of the survivor that are not as planned.</summary>
    public static IReadOnlyList<Deviation> Deviations(MergePlan plan, EntitySnapshot survivor)
    {
        var list = new List<Deviation>();
        foreach (var outcome in plan.Fields.Where(outcome => outcome.Rule is not FieldRule.Amount && !FieldValue.Same(outcome.Result, survivor.Item[outcome.Field])))
            list.Add(new Deviation(survivor.Ref, outcome.Field, FieldValue.Text(outcome.Result), FieldValue.Text(survivor.Item[outcome.Field])));
        var present = survivor.Multifields.Select(MultifieldKey.Of).ToHashSet(StringComparer.Ordinal);
        foreach (var outcome in plan.Multifields.Where(outcome => outcome.Kept != present.Contains(MultifieldKey.Of(outcome.TypeId, outcome.Value))))
            list.Add(new Deviation(survivor.Ref, outcome.TypeId, outcome.Kept ? outcome.Value : "", outcome.Kept ? "" : outcome.Value));
        return list;
    }

    /// <summary>Planned values that are not there: they join the ledger, so that no value is lost without a trace.</summary>
    public static IReadOnlyList<LostValue> Missing(MergePlan plan, IReadOnlyList<Deviation> deviations) =>
        [.. from deviation in deviations
            where deviation.Expected.Length > 0
            let outcome = plan.Fields.FirstOrDefault(outcome => outcome.Field == deviation.Field)
            select new LostValue(deviation.Record, deviation.Field, outcome?.Title ?? deviation.Field, deviation.Expected, LossReason.MissingAfterwards)];
}
