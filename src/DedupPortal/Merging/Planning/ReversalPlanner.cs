using DedupPortal.Bitrix24;
using static DedupPortal.Merging.ReversalKind;
using static DedupPortal.Merging.ReversalReason;

namespace DedupPortal.Merging;

/// <summary>Says before the merge what undo restores exactly, nearly, or not at all (REST notes 10.2).</summary>
internal static class ReversalPlanner
{
    public static IReadOnlyList<Reversal> Plan(PlanRequest request, IReadOnlyList<MergeColumn> columns)
    {
        var list = new List<Reversal>();
        foreach (var column in columns)
        {
            var snapshot = request.Snapshot(column.Ref);
            list.Add(new(Exact, Fields, column.Ref, 0));
            if (snapshot.Multifields.Count > 0) list.Add(new(Exact, Multifields, column.Ref, snapshot.Multifields.Count));
            if (column.Role is ColumnRole.Loser) list.AddRange(OfLoser(request, snapshot));
            if (column.Role is ColumnRole.Donor or ColumnRole.Created) list.AddRange(OfLead(snapshot));
            if (column.Role is ColumnRole.Retired) list.AddRange(OfRetired(request, snapshot));
            list.Add(new(Impossible, ModificationTime, column.Ref, 0));
        }

        return [.. list.OrderBy(item => item.Record == request.Priority ? 0 : 1).ThenBy(item => item.Record).ThenBy(item => item.Kind)];
    }

    private static IEnumerable<Reversal> OfLoser(PlanRequest request, EntitySnapshot snapshot)
    {
        var catalog = request.Catalogs[request.Type];
        var record = snapshot.Ref;
        if (snapshot.Links.Count > 0) yield return new(Exact, Links, record, snapshot.Links.Count);
        if (snapshot.Children.Count > 0) yield return new(Exact, Children, record, snapshot.Children.Count);
        if (snapshot.Activities.Count > 0) yield return new(Exact, Activities, record, snapshot.Activities.Count);
        if (snapshot.Comments.Count > 0) yield return new(Exact, Comments, record, snapshot.Comments.Count);
        if (snapshot.ProductRows.Count > 0) yield return new(Exact, ProductRows, record, snapshot.ProductRows.Count);
        if (FieldValue.Elements(snapshot.Item["observers"]) is { Count: > 0 } watchers) yield return new(Exact, Observers, record, watchers.Count);
        if (record.Type is EntityType.Lead or EntityType.Deal) yield return new(Exact, Stage, record, 0);
        if (snapshot.Requisites.Count > 0) yield return new(Approximate, Requisites, record, snapshot.Requisites.Count);
        if (snapshot.Multifields.Count > 0) yield return new(Approximate, EntryIds, record, snapshot.Multifields.Count);
        if (snapshot.Chats.Count > 0) yield return new(Approximate, ChatBinding, record, snapshot.Chats.Count);
        yield return new(Impossible, NewId, record, 0);
        yield return new(Impossible, CreationTime, record, 0);
        yield return new(Impossible, CreatedBy, record, 0);
        yield return new(Impossible, HistoryTab, record, 0);
        yield return new(Impossible, SystemTimeline, record, 0);
        yield return new(Impossible, OtherChildren, record, 0);
        var files = catalog.Fields.Count(field => (field.Type is "file" || FieldRules.Of(record.Type, field) is FieldRule.File) && !FieldValue.IsEmpty(snapshot.Item[field.Name]));
        if (files > 0) yield return new(Impossible, Files, record, files);
        var fixedFields = catalog.Fields.Count(field => FieldRules.Of(record.Type, field) is FieldRule.NotMerged
            && !FieldRules.IsRestored(record.Type, field) && field.Name is not ("createdTime" or "createdBy") && !FieldValue.IsEmpty(snapshot.Item[field.Name]));
        if (fixedFields > 0) yield return new(Impossible, ReadOnlyFields, record, fixedFields);
    }

    private static IEnumerable<Reversal> OfRetired(PlanRequest request, EntitySnapshot snapshot)
    {
        var record = snapshot.Ref;
        if (snapshot.Children.Count > 0) yield return new(Exact, Children, record, snapshot.Children.Count);
        if (snapshot.Activities.Count > 0) yield return new(Exact, Activities, record, snapshot.Activities.Count);
        if (snapshot.Comments.Count > 0) yield return new(Exact, Comments, record, snapshot.Comments.Count);
        if (snapshot.ProductRows.Count > 0) yield return new(Exact, ProductRows, record, snapshot.ProductRows.Count);
        if (RetirementPlanner.Stage(request, snapshot) is not null)
        {
            yield return new(Exact, Stage, record, 0);
            yield return new(Impossible, AutomationRuns, record, 0);
        }

        if (RetirementPlanner.Messengers(request, snapshot) is { Count: > 0 } moved) yield return new(Approximate, EntryIds, record, moved.Count);
        yield return new(Impossible, SystemTimeline, record, 0);
    }

    private static IEnumerable<Reversal> OfLead(EntitySnapshot snapshot)
    {
        yield return new(Exact, Stage, snapshot.Ref, 0);
        yield return new(Exact, Links, snapshot.Ref, 1);
        if (snapshot.Activities.Count > 0) yield return new(Exact, Activities, snapshot.Ref, snapshot.Activities.Count);
        if (snapshot.Comments.Count > 0) yield return new(Exact, Comments, snapshot.Ref, snapshot.Comments.Count);
        yield return new(Approximate, RepeatLeadFlag, snapshot.Ref, 0);
        yield return new(Impossible, AutomationRuns, snapshot.Ref, 0);
        yield return new(Impossible, SystemTimeline, snapshot.Ref, 0);
    }
}
