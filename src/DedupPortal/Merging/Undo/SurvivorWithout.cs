using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// What the survivor of a group would be, had some of the records not been merged into it: the target of an undo that brings back
/// one of several. Made by planning the merge again without them, with the same choices. Pure.
/// </summary>
internal static class SurvivorWithout
{
    /// <param name="plan">The merge's plan.</param>
    /// <param name="whole">What it was made from: snapshots before the merge, choices, fields.</param>
    /// <param name="after">The survivor after the merge.</param>
    /// <param name="gone">The records that are to be thought away.</param>
    public static EntitySnapshot Of(MergePlan plan, PlanRequest whole, EntitySnapshot after, IReadOnlyCollection<EntityRef> gone)
    {
        var before = whole.Snapshot(plan.Survivor);
        var remaining = whole.Snapshots.Where(snapshot => !gone.Contains(snapshot.Ref)).ToList();
        if (remaining.Count == whole.Snapshots.Count) return after;
        if (remaining.Count == 1) return before;
        var without = MergePlanner.Plan(whole with
        {
            Mode = Mode(whole.Mode, remaining),
            Snapshots = remaining,
            Choices = whole.Choices.Where(pair => pair.Value is not FieldChoice.FromRecord from || !gone.Contains(from.Record)).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
        });
        var lost = whole.Snapshots.Where(snapshot => gone.Contains(snapshot.Ref)).ToList();
        bool IsOnlyTheirs<T>(Func<EntitySnapshot, IEnumerable<T>> of, T value) => lost.Exists(snapshot => of(snapshot).Contains(value)) && !remaining.Exists(snapshot => of(snapshot).Contains(value));
        var rows = Rows(after, lost);
        return after with
        {
            Item = Item(plan, without, before, after, gone, rows.Count > 0),
            Multifields = Entries(without, before, after),
            Links = [.. after.Links.Where(row => !IsOnlyTheirs(snapshot => snapshot.Links.Select(link => link.To), row.To))],
            Children = [.. after.Children.Where(child => (!gone.Contains(child.Ref) || before.Children.Any(own => own.Ref == child.Ref)) && !IsOnlyTheirs(snapshot => snapshot.Children.Select(other => other.Ref), child.Ref))],
            Activities = [.. after.Activities.Where(entry => lost.TrueForAll(snapshot => snapshot.Activities.All(other => other.Id != entry.Id)))],
            Comments = [.. after.Comments.Where(entry => lost.TrueForAll(snapshot => snapshot.Comments.All(other => other.Id != entry.Id)))],
            ProductRows = rows,
            Requisites = [.. after.Requisites.Where(row => !lost.Exists(snapshot => snapshot.Requisites.Any(other => other.Id == row.Id)))],
        };
    }

    /// <summary>Without the lead only contacts are left, and they are merged as such.</summary>
    private static MergeMode Mode(MergeMode mode, List<EntitySnapshot> remaining) =>
        mode is MergeMode.ContactFromLead && remaining.TrueForAll(snapshot => snapshot.Ref.Type is EntityType.Contact) ? MergeMode.SameType
        : mode is MergeMode.ContactFromLead && remaining.Count(snapshot => snapshot.Ref.Type is EntityType.Contact) == 1 ? MergeMode.LeadIntoContact
        : mode;

    private static JsonObject Item(MergePlan plan, MergePlan without, EntitySnapshot before, EntitySnapshot after, IReadOnlyCollection<EntityRef> gone, bool hasRows)
    {
        var item = (JsonObject)after.Item.DeepClone();
        foreach (var outcome in plan.Fields)
        {
            var other = without.Fields.FirstOrDefault(field => field.Field == outcome.Field)?.Result;
            if (!FieldValue.Same(outcome.Result, other)) item[outcome.Field] = other?.DeepClone();
        }

        // The lead that a contact came from is written only while there is one.
        if (item.Id("leadId") is { } lead && gone.Contains(new EntityRef(EntityType.Lead, lead))) item["leadId"] = before.Item["leadId"]?.DeepClone();
        if (!FieldRules.AmountFollowsRows(after)) return item;
        // The portal counts what is left; without rows the typed amount holds again.
        if (hasRows) item.Remove("opportunity");
        else item["opportunity"] = (without.Fields.FirstOrDefault(field => field.Field == "opportunity")?.Result ?? before.Item["opportunity"])?.DeepClone();
        return item;
    }

    private static List<MultifieldEntry> Entries(MergePlan without, EntitySnapshot before, EntitySnapshot after)
    {
        var kept = without.Multifields.Where(outcome => outcome.Kept).Select(outcome => MultifieldKey.Of(outcome.TypeId, outcome.Value)).ToHashSet(StringComparer.Ordinal);
        return [.. after.Multifields.Where(entry => before.Multifields.Any(own => own.Id == entry.Id) || kept.Contains(MultifieldKey.Of(entry)))];
    }

    private static List<JsonObject> Rows(EntitySnapshot after, List<EntitySnapshot> lost)
    {
        var rows = after.ProductRows.ToList();
        foreach (var row in lost.SelectMany(snapshot => snapshot.ProductRows))
        {
            var place = rows.FindLastIndex(other => CardRevision.Shape(other) == CardRevision.Shape(row));
            if (place >= 0) rows.RemoveAt(place);
        }

        return rows;
    }
}
