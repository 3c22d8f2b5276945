using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Lists every value that will be on no card afterwards. A lead that stays loses nothing.</summary>
internal static class LossPlanner
{
    public static IReadOnlyList<LostValue> Plan(
        PlanRequest request, IReadOnlyList<MergeColumn> columns, IReadOnlyList<FieldOutcome> fields, IReadOnlyList<MultifieldOutcome> multifields)
    {
        var losses = new List<LostValue>();
        foreach (var column in columns.Where(column => column.Role is ColumnRole.Survivor or ColumnRole.Loser))
        {
            foreach (var outcome in fields)
                losses.AddRange(OfField(column, outcome));
            losses.AddRange(ReplacedAmount(request, column));
            if (column.Role is ColumnRole.Loser)
                losses.AddRange(NotMerged(request, column, columns[0]));
            losses.AddRange(OfEntries(column, columns[0], multifields));
        }

        return losses;
    }

    private static IEnumerable<LostValue> OfField(MergeColumn column, FieldOutcome outcome)
    {
        var value = column[outcome.Field];
        if (FieldValue.IsEmpty(value) || FieldValue.Same(value, outcome.Result)) yield break;
        if (outcome.Rule is FieldRule.Union)
        {
            var kept = FieldValue.Elements(outcome.Result).Select(FieldValue.Text).ToHashSet(StringComparer.Ordinal);
            foreach (var element in FieldValue.Elements(value).Select(FieldValue.Text).Where(text => !kept.Contains(text)))
                yield return new LostValue(column.Ref, outcome.Field, outcome.Title, element, LossReason.Unticked);
            yield break;
        }

        var text = FieldValue.Text(value);
        if (outcome.Rule is FieldRule.Append && FieldValue.Text(outcome.Result).Contains(text, StringComparison.Ordinal)) yield break;
        var reason = FieldValue.IsEmpty(outcome.Result) ? LossReason.Cleared
            : column.Role is ColumnRole.Survivor ? LossReason.Replaced : LossReason.NotChosen;
        yield return new LostValue(column.Ref, outcome.Field, outcome.Title, text, reason);
    }

    /// <summary>Where one card's amount follows its product rows the united card's does, whatever amount the others had.</summary>
    private static IEnumerable<LostValue> ReplacedAmount(PlanRequest request, MergeColumn column)
    {
        if (FieldValue.IsEmpty(column["opportunity"]) || !request.Snapshots.Any(FieldRules.AmountFollowsRows)) yield break;
        var title = request.Catalogs[request.Type].TitleOf("opportunity");
        yield return new LostValue(column.Ref, "opportunity", title, FieldValue.Text(column["opportunity"]), LossReason.Replaced);
    }

    private static IEnumerable<LostValue> NotMerged(PlanRequest request, MergeColumn column, MergeColumn survivor)
    {
        var catalog = request.Catalogs[request.Type];
        foreach (var (name, value) in column.Card)
        {
            var field = catalog.Find(name) ?? new FieldSpec(name, name, "string", IsReadOnly: true, IsMultiple: value is JsonArray, IsCustom: false);
            var rule = FieldRules.Of(request.Type, field);
            var stays = rule is FieldRule.Derived || FieldRules.IsChosen(rule);
            if (stays || FieldValue.IsEmpty(value) || FieldValue.Same(value, survivor[name])) continue;
            yield return new LostValue(column.Ref, name, field.Title, FieldValue.Text(value), LossReason.NotMerged);
        }
    }

    private static IEnumerable<LostValue> OfEntries(MergeColumn column, MergeColumn survivor, IReadOnlyList<MultifieldOutcome> outcomes)
    {
        foreach (var entry in column.Entries)
        {
            var outcome = outcomes.First(outcome => outcome.Keys.Contains(column.KeyOf(entry)));
            if (!outcome.Kept)
            {
                yield return new LostValue(column.Ref, entry.TypeId, entry.TypeId, entry.Value, LossReason.Unticked);
                continue;
            }

            var sameOnSurvivor = survivor.Entries.Where(other => MultifieldKey.Of(other) == MultifieldKey.Of(entry)).Select(other => other.Value).ToList();
            var written = sameOnSurvivor.Count > 0 ? sameOnSurvivor.Contains(entry.Value) : outcome.Value == entry.Value;
            if (!written)
                yield return new LostValue(column.Ref, entry.TypeId, entry.TypeId, entry.Value, LossReason.OtherSpelling);
        }
    }
}
