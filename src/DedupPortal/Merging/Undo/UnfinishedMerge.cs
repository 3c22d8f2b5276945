using System.Text.Json.Nodes;

namespace DedupPortal.Merging;

/// <summary>
/// How a record was left by a merge that stopped halfway and was never read back: what the plan and the journal say it wrote. Where
/// the record shows something else, somebody else did it. Pure.
/// </summary>
internal static class UnfinishedMerge
{
    public static EntitySnapshot After(MergePlan plan, EntitySnapshot before, EntitySnapshot now, IEnumerable<MergeStepRow> steps)
    {
        var item = (JsonObject)before.Item.DeepClone();
        var sent = steps.Where(row => row.State is StepState.Verified or StepState.Sent && row.Compensates is null).ToList();
        foreach (var (field, value) in sent.Select(row => row.Step).OfType<MergeStep.UpdateRecord>().Where(step => step.Record == before.Ref).SelectMany(step => step.Fields))
            item[field] = value?.DeepClone();
        if (before.Ref != plan.Survivor) return now with { Item = item };
        // The portal's own merge fills blanks; what it filled as planned is the merge's doing.
        foreach (var outcome in plan.Fields.Where(outcome => FieldValue.Same(now.Item[outcome.Field], outcome.Result))) item[outcome.Field] = outcome.Result?.DeepClone();
        var planned = plan.Multifields.Where(outcome => outcome.Kept).Select(outcome => MultifieldKey.Of(outcome.TypeId, outcome.Value)).ToHashSet(StringComparer.Ordinal);
        return now with
        {
            Item = item,
            Multifields = [.. now.Multifields.Where(entry => before.Multifields.Any(own => own.Id == entry.Id) || planned.Contains(MultifieldKey.Of(entry)))],
        };
    }
}
