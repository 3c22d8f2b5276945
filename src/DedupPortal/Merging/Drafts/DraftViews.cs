using DedupPortal.Bitrix24;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>Makes what the wizard shows out of a draft.</summary>
internal static class DraftViews
{
    public static DraftView Of(MergeDraft draft, string portalName, string portalAddress)
    {
        var reading = draft.Reading;
        var plan = reading is null || draft.Mode is null ? (Result<MergePlan>?)null : DraftPlan.Make(draft);
        var made = plan is { Succeeded: true } ? plan.Value.Value : null;
        return new DraftView(
            draft.Id, draft.Version, draft.PortalId, portalName, draft.GroupId, draft.Step, draft.Selection, draft.ReadAt,
            reading is null ? [] : [.. Columns(reading, draft.PriorityRef, portalAddress)],
            reading is null ? [] : MergeAdmission.Modes(reading),
            draft.Mode, draft.PriorityRef, plan?.Failure,
            reading is null || draft.Mode is not { } mode ? [] : MergeAdmission.Cautions(mode, reading),
            made is null ? [] : [.. made.Fields.Select(outcome => Row(reading!, draft.Choices, made, outcome))],
            made?.Multifields ?? [],
            made, draft.PlanHash, PortalLinks.ManualMerge(portalAddress, draft.Selection), draft.MergeId, draft.AuthorName)
        {
            Policy = reading?.Policy,
            RuleFields = reading is null ? [] : [.. RuleField.Of(reading.Catalogs).Where(field => field.Name == "sourceId" || reading.Policy.Fields.ContainsKey(field.Name))],
            Aside = made is null ? null : AsideView.Of(made, reading!.Request(made.Mode, made.Survivor, draft.Choices), reading),
        };
    }

    public static IEnumerable<RecordColumn> Columns(PortalReading reading, EntityRef? priority, string address)
    {
        foreach (var snapshot in reading.Snapshots.OrderBy(snapshot => snapshot.Ref == priority ? 0 : 1))
        {
            string Shown(string field) => DisplayText.Of(reading, snapshot.Ref.Type, field, snapshot.Item[field]);
            yield return new RecordColumn(
                snapshot.Ref, DisplayText.Title(snapshot), PortalLinks.Card(address, snapshot.Ref.ToString()), Shown("assignedById"), Shown("sourceId"), Shown("stageId"),
                snapshot.Item.Moment("createdTime"), snapshot.Multifields, snapshot.Activities.Count + snapshot.Comments.Count, snapshot.Ref == priority);
        }
    }

    public static FieldRow Row(PortalReading reading, IReadOnlyDictionary<string, FieldChoice> choices, MergePlan plan, FieldOutcome outcome)
    {
        var type = plan.Survivor.Type;
        var taken = FieldValue.Elements(outcome.Result).Select(FieldValue.Text).ToHashSet(StringComparer.Ordinal);
        return new FieldRow(
            outcome.Field, outcome.Title, outcome.Type, outcome.Rule, outcome.Differs,
            [.. outcome.Cells.Select(cell => new CellView(
                cell.Record, cell.Key, cell.Value, DisplayText.Of(reading, type, outcome.Field, cell.Value),
                outcome.Rule is FieldRule.Union ? taken.Contains(cell.Key) : outcome.Sources.Contains(cell.Record)))],
            DisplayText.Of(reading, type, outcome.Field, outcome.Result), outcome.Result,
            choices.GetValueOrDefault(outcome.Field), reading.Catalogs[type].Find(outcome.Field)?.Options ?? []) { By = outcome.By };
    }
}
