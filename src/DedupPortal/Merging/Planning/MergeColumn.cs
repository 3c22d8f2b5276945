using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>What happens to a record's column.</summary>
internal enum ColumnRole
{
    Survivor,

    /// <summary>Exists and is deleted by the merge: made equal to the result first.</summary>
    Loser,

    /// <summary>A lead that only gives values and stays.</summary>
    Donor,

    /// <summary>A lead whose values a new contact takes along; that contact is then a loser.</summary>
    Created,

    /// <summary>A record of the survivor's type that gives values, is moved aside and stays.</summary>
    Retired,
}

/// <summary>A record as the field decisions see it: its values under the survivor's field names.</summary>
internal sealed record MergeColumn(EntityRef Ref, ColumnRole Role, JsonObject Card, IReadOnlyList<MultifieldEntry> Entries)
{
    public JsonNode? this[string field] => Card[field];

    public string KeyOf(MultifieldEntry entry) => $"{Ref}#{entry.Id}";
}

internal static class MergeColumns
{
    /// <summary>The survivor's column first, the others in the order of the selection.</summary>
    public static IReadOnlyList<MergeColumn> Of(PlanRequest request)
    {
        var others = request.Snapshots.Where(snapshot => snapshot.Ref != request.Priority).OrderBy(snapshot => snapshot.Ref.Type == request.Type ? 0 : 1);
        return [Column(request, request.Snapshot(request.Priority)), .. others.Select(snapshot => Column(request, snapshot))];
    }

    private static MergeColumn Column(PlanRequest request, EntitySnapshot snapshot)
    {
        if (snapshot.Ref == request.Priority) return new(snapshot.Ref, ColumnRole.Survivor, snapshot.Item, snapshot.Multifields);
        if (request.Mode is MergeMode.SoftMerge) return new(snapshot.Ref, ColumnRole.Retired, snapshot.Item, WithoutLinks(snapshot));
        if (snapshot.Ref.Type == request.Type) return new(snapshot.Ref, ColumnRole.Loser, snapshot.Item, snapshot.Multifields);
        var item = new JsonObject();
        foreach (var field in Shared(request, snapshot.Ref.Type))
            item[field] = snapshot.Item[field]?.DeepClone();
        return new(snapshot.Ref, request.Mode is MergeMode.ContactFromLead ? ColumnRole.Created : ColumnRole.Donor, item, WithoutLinks(snapshot));
    }

    /// <summary>The portal keeps its own links to chat users; they are not copied.</summary>
    private static List<MultifieldEntry> WithoutLinks(EntitySnapshot snapshot) => [.. snapshot.Multifields.Where(entry => entry.TypeId != Multifield.Link)];

    /// <summary>Fields that lead and contact both have, under one name and of one type. Custom fields have names of their own per type.</summary>
    public static IEnumerable<string> Shared(PlanRequest request, EntityType other) =>
        from field in request.Catalogs[request.Type].Fields
        let twin = request.Catalogs[other].Find(field.Name)
        where twin is not null && twin.Type == field.Type && twin.IsMultiple == field.IsMultiple
            && FieldRules.IsChosen(FieldRules.Of(request.Type, field)) && FieldRules.IsChosen(FieldRules.Of(other, twin))
            && field.Name is not ("observers" or "companyId")
        select field.Name;
}
