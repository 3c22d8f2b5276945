using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Makes deleted cards anew from their snapshots.</summary>
internal static class CardRestoration
{
    public static IEnumerable<MergeStep> Recreate(UndoRequest request, EntitySnapshot gone)
    {
        var slot = request.Map(gone.Ref);
        var card = Fields(request, gone, withEmpty: false);
        yield return new MergeStep.CreateRecord(slot, card, gone.Ref, []);
        // What the portal put as a default, or dropped when importing, is set right; equal values are not sent.
        var entries = gone.Multifields.Select(entry => entry with { Id = 0 });
        yield return new MergeStep.UpdateRecord(slot, Fields(request, gone, withEmpty: true), [], [.. entries], []);
    }

    public static IEnumerable<MergeStep> Surroundings(UndoRequest request, EntitySnapshot gone)
    {
        var slot = request.Map(gone.Ref);
        if (gone.Links.Count > 0)
            yield return new MergeStep.SetLinks(slot, PortalJson.LinkedType(slot.Type), [.. gone.Links.Select(row => row with { To = request.Map(row.To) })], []);
        if (gone.ProductRows.Count > 0) yield return new MergeStep.SetProductRows(slot, gone.ProductRows, []);
        foreach (var requisite in gone.Requisites) yield return new MergeStep.AddRequisite(slot, requisite);
    }

    private static JsonObject Fields(UndoRequest request, EntitySnapshot gone, bool withEmpty)
    {
        var card = new JsonObject();
        foreach (var field in request.Catalogs[gone.Ref.Type].Fields.Where(field => IsRestored(gone, field)))
        {
            var value = gone.Item[field.Name];
            if (!FieldValue.IsEmpty(value)) card[field.Name] = Mapped(request, field.Name, value!);
            else if (withEmpty && field.Name is not "assignedById") card[field.Name] = field.IsMultiple ? new JsonArray() : JsonValue.Create("");
        }

        return card;
    }

    /// <summary>True for a field that undo can write. Bytes of files are not kept, and an amount follows its product rows.</summary>
    public static bool IsRestored(EntitySnapshot snapshot, FieldSpec field)
    {
        var rule = FieldRules.Of(snapshot.Ref.Type, field);
        if (field.Type is "file" || rule is FieldRule.File || field.IsReadOnly) return false;
        if (rule is FieldRule.Amount && FieldRules.AmountFollowsRows(snapshot)) return false;
        return FieldRules.IsRestored(snapshot.Ref.Type, field);
    }

    private static JsonNode Mapped(UndoRequest request, string field, JsonNode value)
    {
        var type = field switch { "companyId" => EntityType.Company, "leadId" => EntityType.Lead, _ => (EntityType?)null };
        return type is { } known && long.TryParse(FieldValue.Text(value), out var id) ? JsonValue.Create(request.Map(new EntityRef(known, id)).Id) : value.DeepClone();
    }
}
