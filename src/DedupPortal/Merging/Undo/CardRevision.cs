using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Takes back what the merge changed on a card that still exists.</summary>
internal static class CardRevision
{
    public static IEnumerable<MergeStep> Plan(UndoRequest request, EntitySnapshot before, List<LaterEdit> edits)
    {
        var now = request.Now.Single(snapshot => snapshot.Ref == before.Ref);
        // Without a reading after the merge, what is there now counts as the merge's doing.
        var after = request.After.FirstOrDefault(snapshot => snapshot.Ref == before.Ref) ?? now;
        if (Links(request, before, after, now) is { } links) yield return links;
        foreach (var requisite in now.Requisites.Where(row => after.Requisites.Any(other => other.Id == row.Id) && before.Requisites.All(other => other.Id != row.Id)))
            yield return new MergeStep.DeleteRequisite(before.Ref, requisite);
        var products = Products(request, before, after, now, edits);
        if (products is not null) yield return products;
        if (Card(request, before, after, now, products, edits) is { } card) yield return card;
    }

    private static MergeStep.UpdateRecord? Card(
        UndoRequest request, EntitySnapshot before, EntitySnapshot after, EntitySnapshot now, MergeStep.SetProductRows? products, List<LaterEdit> edits)
    {
        var fields = new JsonObject();
        var former = new JsonObject();
        foreach (var field in request.Catalogs[before.Ref.Type].Fields.Where(field => CardRestoration.IsRestored(before, field)))
        {
            var (was, left, isNow) = (before.Item[field.Name], after.Item[field.Name], now.Item[field.Name]);
            // An amount that follows product rows is nobody's edit. It goes with the rows: the typed one has to be written again, even where it
            // is what the rows came to.
            var isCounted = field.Name == "opportunity" && FieldRules.AmountFollowsRows(now);
            var isTypedAgain = isCounted && products is { Rows.Count: 0 } && !FieldValue.IsEmpty(was);
            if ((isCounted && products is null) || (!isTypedAgain && (FieldValue.Same(was, left) || FieldValue.Same(was, isNow)))) continue;
            JsonNode? target;
            if (FieldRules.Of(before.Ref.Type, field) is FieldRule.Union) target = TakeBack(was, left, isNow);
            else
            {
                if (!isCounted && !FieldValue.Same(left, isNow) && !IsTicked(request, edits, before.Ref, field.Name, field.Title, FieldValue.Text(was), FieldValue.Text(left), FieldValue.Text(isNow))) continue;
                target = was;
            }

            if (!isTypedAgain && FieldValue.Same(target, isNow)) continue;
            fields[field.Name] = FieldValue.IsEmpty(target) ? (field.IsMultiple ? new JsonArray() : JsonValue.Create("")) : target!.DeepClone();
            former[field.Name] = isNow?.DeepClone();
        }

        var (added, removed) = Entries(request, before, after, now, edits);
        return fields.Count + added.Count + removed.Count == 0 ? null : new MergeStep.UpdateRecord(before.Ref, fields, former, added, removed);
    }

    /// <summary>Now, without what the merge added and with what it removed.</summary>
    private static JsonArray TakeBack(JsonNode? was, JsonNode? left, JsonNode? isNow)
    {
        var before = FieldValue.Elements(was).Select(FieldValue.Text).ToHashSet(StringComparer.Ordinal);
        var after = FieldValue.Elements(left).Select(FieldValue.Text).ToHashSet(StringComparer.Ordinal);
        var stays = FieldValue.Elements(isNow).Where(element => !after.Contains(FieldValue.Text(element)) || before.Contains(FieldValue.Text(element)));
        var present = FieldValue.Elements(isNow).Select(FieldValue.Text).ToHashSet(StringComparer.Ordinal);
        var back = FieldValue.Elements(was).Where(element => !after.Contains(FieldValue.Text(element)) && !present.Contains(FieldValue.Text(element)));
        // What was there before stands in its old order, what came since behind it.
        var order = FieldValue.Elements(was).Select(FieldValue.Text).ToList();
        return new JsonArray([.. stays.Concat(back).OrderBy(element => order.IndexOf(FieldValue.Text(element)) is >= 0 and var place ? place : order.Count).Select(element => element.DeepClone())]);
    }

    private static (List<MultifieldEntry> Added, List<MultifieldEntry> Removed) Entries(
        UndoRequest request, EntitySnapshot before, EntitySnapshot after, EntitySnapshot now, List<LaterEdit> edits)
    {
        var removed = new List<MultifieldEntry>();
        foreach (var entry in after.Multifields.Where(entry => before.Multifields.All(other => other.Id != entry.Id)))
        {
            if (now.Multifields.FirstOrDefault(other => other.Id == entry.Id) is not { } current) continue;
            if (current.Value == entry.Value || IsTicked(request, edits, before.Ref, $"{entry.TypeId}#{entry.Id}", entry.TypeId, "", entry.Value, current.Value)) removed.Add(current);
        }

        var stays = now.Multifields.Except(removed).ToList();
        var lost = before.Multifields
            .Where(entry => after.Multifields.All(other => other.Id != entry.Id) && !stays.Exists(other => other.TypeId == entry.TypeId && other.Value == entry.Value))
            .Select(entry => entry.Id).ToHashSet();
        var (added, moved) = EntryOrder.Restore(before.Multifields, lost, stays);
        return ([.. added], [.. removed, .. moved]);
    }

    private static MergeStep.SetLinks? Links(UndoRequest request, EntitySnapshot before, EntitySnapshot after, EntitySnapshot now)
    {
        var (was, left) = (before.Links.Select(row => row.To).ToHashSet(), after.Links.Select(row => row.To).ToHashSet());
        var stays = now.Links.Where(row => !left.Contains(row.To) || was.Contains(row.To)).ToList();
        var back = before.Links.Where(row => !left.Contains(row.To) && stays.TrueForAll(other => other.To != row.To));
        var rows = stays.Concat(back).Select(row =>
        {
            var original = before.Links.FirstOrDefault(other => other.To == row.To);
            return (original ?? row with { IsPrimary = row.IsPrimary && !before.Links.Any(other => other.IsPrimary) }) with { To = request.Map(row.To) };
        }).ToList();
        return LinkWriter.AreSame(rows, now.Links) ? null : new MergeStep.SetLinks(before.Ref, PortalJson.LinkedType(before.Ref.Type), rows, now.Links);
    }

    private static MergeStep.SetProductRows? Products(UndoRequest request, EntitySnapshot before, EntitySnapshot after, EntitySnapshot now, List<LaterEdit> edits)
    {
        var (was, left, isNow) = (Shape(before.ProductRows), Shape(after.ProductRows), Shape(now.ProductRows));
        if (was == left || was == isNow) return null;
        if (left != isNow && !IsTicked(request, edits, before.Ref, "products", "products", Count(before), Count(after), Count(now))) return null;
        return new MergeStep.SetProductRows(before.Ref, before.ProductRows, now.ProductRows);
    }

    /// <summary>A row without its number: what tells two rows apart for a person.</summary>
    public static string Shape(JsonObject row) =>
        $"{FieldValue.Text(row["productId"])}|{FieldValue.Text(row["productName"])}|{FieldValue.Text(row["price"])}|{FieldValue.Text(row["quantity"])}";

    /// <summary>All rows, in whatever order.</summary>
    public static string Shape(IEnumerable<JsonObject> rows) => string.Join('\n', rows.Select(Shape).Order(StringComparer.Ordinal));

    private static string Count(EntitySnapshot snapshot) => snapshot.ProductRows.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsTicked(UndoRequest request, List<LaterEdit> edits, EntityRef record, string field, string title, string was, string left, string isNow)
    {
        var key = $"{record}.{field}";
        var ticked = request.Overwrite.Contains(key);
        edits.Add(new LaterEdit(key, record, field, title, was, left, isNow, ticked));
        return ticked;
    }
}
