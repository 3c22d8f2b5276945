using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Before → after of a run's records, from its snapshots.</summary>
internal static class SnapshotDiff
{
    public static IReadOnlyList<DiffLine> Of(IReadOnlyList<MergeSnapshotRow> rows, PortalReading? reading)
    {
        var lines = new List<DiffLine>();
        foreach (var record in rows.GroupBy(row => row.Record))
        {
            var before = record.FirstOrDefault(row => row.Moment is SnapshotMoment.Before)?.Read();
            var after = record.FirstOrDefault(row => row.Moment is SnapshotMoment.After)?.Read();
            lines.AddRange(Lines(record.Key, before, after, reading));
        }

        return lines;
    }

    private static IEnumerable<DiffLine> Lines(string record, EntitySnapshot? before, EntitySnapshot? after, PortalReading? reading)
    {
        var type = (before ?? after)!.Ref.Type;
        var fields = (before?.Item ?? []).Concat(after?.Item ?? []).Select(pair => pair.Key).Distinct(StringComparer.Ordinal);
        foreach (var field in fields.Where(field => !FieldRules.ChangesByItself(field) && field is not ("id" or "ID" or "entityTypeId" or "updatedTime" or "updatedBy")))
        {
            var (left, right) = (before?.Item[field], after?.Item[field]);
            if (FieldValue.Same(left, right)) continue;
            var title = reading?.Catalogs.GetValueOrDefault(type)?.TitleOf(field) ?? field;
            yield return new DiffLine(record, field, title, Shown(reading, type, field, before, left), Shown(reading, type, field, after, right));
        }

        var types = (before?.Multifields ?? []).Concat(after?.Multifields ?? []).Select(entry => entry.TypeId).Distinct(StringComparer.Ordinal);
        foreach (var entries in types)
        {
            var (left, right) = (Values(before, entries), Values(after, entries));
            if (left != right) yield return new DiffLine(record, entries, entries, left, right);
        }
    }

    private static string? Shown(PortalReading? reading, EntityType type, string field, EntitySnapshot? snapshot, System.Text.Json.Nodes.JsonNode? value) =>
        snapshot is null || FieldValue.IsEmpty(value) ? null : DisplayText.Of(reading, type, field, value);

    private static string? Values(EntitySnapshot? snapshot, string type) =>
        snapshot?.Multifields.Where(entry => entry.TypeId == type).Select(entry => entry.Value).ToList() is { Count: > 0 } values ? string.Join(", ", values) : null;
}
