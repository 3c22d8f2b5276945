using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Which choices a field takes.</summary>
internal static class ChoiceRules
{
    /// <summary>Keys under which entries of a multifield are ticked.</summary>
    public static readonly IReadOnlyList<string> EntryFields = [Multifield.Phone, Multifield.Email, Multifield.Web, Multifield.Messenger];

    // A card without them is refused by the portal.
    private static readonly string[] s_neverEmpty = ["assignedById", "title"];

    public static bool Fits(PortalReading reading, MergeMode? mode, EntityRef priority, string field, FieldChoice? choice)
    {
        if (field == RetirementPlanner.StageKey) return mode is MergeMode.SoftMerge && FitsStage(reading, priority, choice);
        var isSelected = choice is not FieldChoice.FromRecord from || reading.Snapshots.Any(snapshot => snapshot.Ref == from.Record);
        if (EntryFields.Contains(field)) return choice is null or FieldChoice.Union;
        if (reading.Catalogs[priority.Type].Find(field) is not { } spec || !isSelected) return false;
        var rule = FieldRules.Of(priority.Type, spec);
        if (!FieldRules.IsChosen(rule)) return false;
        return choice switch
        {
            null => true,
            FieldChoice.Cleared => !s_neverEmpty.Contains(field),
            FieldChoice.Union => rule is FieldRule.Union or FieldRule.Append,
            FieldChoice.Custom custom => !FieldValue.IsEmpty(custom.Value) && (rule is FieldRule.Union) == (custom.Value is System.Text.Json.Nodes.JsonArray)
                && (spec.Options.Count == 0 || FieldValue.Elements(custom.Value).All(value => spec.Options.Any(option => option.Id == FieldValue.Text(value)))),
            FieldChoice.FromRecord record => !s_neverEmpty.Contains(field)
                || !FieldValue.IsEmpty(reading.Snapshots.Single(snapshot => snapshot.Ref == record.Record).Item[field]),
            _ => false,
        };
    }

    /// <summary>Where the records that are moved aside go: a stage of the type, or none.</summary>
    private static bool FitsStage(PortalReading reading, EntityRef priority, FieldChoice? choice) =>
        priority.Type is EntityType.Lead or EntityType.Deal
        && choice switch
        {
            null or FieldChoice.Cleared => true,
            FieldChoice.Custom or FieldChoice.Union => RetirementPlanner.Chosen(choice) is { Count: > 0 } chosen
                && chosen.DistinctBy(RetirementPlanner.Pipeline).Count() == chosen.Count
                && reading.Catalogs[priority.Type].Find(RetirementPlanner.StageKey) is { } stages
                && chosen.All(stage => stages.Options.Any(option => option.Id == stage && RetirementPlanner.IsOffered(option))),
            _ => false,
        };
}
