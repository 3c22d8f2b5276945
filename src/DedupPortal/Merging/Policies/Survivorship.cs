using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Applies survivorship rules to the columns of a merge. Pure.</summary>
internal static class Survivorship
{
    /// <summary>
    /// The value and the records it comes from; null when the rule says nothing about the field, so that the ordinary proposal holds.
    /// <paramref name="columns"/>: the priority record's first.
    /// </summary>
    public static (JsonNode? Result, IReadOnlyList<EntityRef> Sources)? Apply(
        SurvivorshipRule rule, PlanRequest request, IReadOnlyList<MergeColumn> columns, FieldSpec field, FieldRule fieldRule)
    {
        switch (rule)
        {
            case SurvivorshipRule.Constant constant:
                return Fits(constant, field, fieldRule) ? (constant.Value.DeepClone(), []) : null;
            case SurvivorshipRule.Concatenate:
                return fieldRule is FieldRule.Append or FieldRule.Union || field.Type is not ("string" or "text") || field.Options.Count > 0 ? null : Concatenated(columns, field);
            default:
                return Best(rule, request, columns, field) is { } best ? (best[field.Name]!.DeepClone(), [best.Ref]) : null;
        }
    }

    /// <summary>True when the constant is something the field can hold.</summary>
    public static bool Fits(SurvivorshipRule.Constant constant, FieldSpec field, FieldRule rule) =>
        (rule is FieldRule.Union) == (constant.Value is JsonArray)
        && (field.Options.Count == 0 || FieldValue.Elements(constant.Value).All(value => field.Options.Any(option => option.Id == FieldValue.Text(value))));

    /// <summary>Orders records so that the one that stays comes first.</summary>
    public static IOrderedEnumerable<EntitySnapshot> Order(IOrderedEnumerable<EntitySnapshot> records, IEnumerable<PriorityRule> rules) =>
        rules.Aggregate(records, (ordered, rule) => rule switch
        {
            PriorityRule.HasPhone => ordered.ThenByDescending(record => record.Multifields.Any(entry => entry.TypeId == Multifield.Phone)),
            PriorityRule.HasEmail => ordered.ThenByDescending(record => record.Multifields.Any(entry => entry.TypeId == Multifield.Email)),
            PriorityRule.HasMessenger => ordered.ThenByDescending(record => record.Multifields.Any(entry => entry.TypeId == Multifield.Messenger && ImolCode.TryParse(entry.Value, out _))),
            PriorityRule.Oldest => ordered.ThenBy(Created),
            PriorityRule.Newest => ordered.ThenByDescending(record => record.Item.Moment("createdTime") ?? DateTimeOffset.MinValue),
            PriorityRule.ChangedLast => ordered.ThenByDescending(record => record.ModifiedAt ?? DateTimeOffset.MinValue),
            PriorityRule.MostFilled => ordered.ThenByDescending(Filled),
            PriorityRule.MostActive => ordered.ThenByDescending(record => record.Activities.Count + record.Comments.Count),
            _ => throw new InvalidOperationException($"Unknown priority rule {rule}."),
        });

    private static MergeColumn? Best(SurvivorshipRule rule, PlanRequest request, IReadOnlyList<MergeColumn> columns, FieldSpec field)
    {
        var filled = columns.Where(column => !FieldValue.IsEmpty(column[field.Name])).ToList();
        return rule switch
        {
            SurvivorshipRule.MostRecent => filled.MaxBy(column => request.Snapshot(column.Ref).ModifiedAt ?? DateTimeOffset.MinValue),
            SurvivorshipRule.Oldest => filled.MinBy(column => Created(request.Snapshot(column.Ref))),
            SurvivorshipRule.MostFilled => filled.MaxBy(column => Filled(request.Snapshot(column.Ref))),
            SurvivorshipRule.Longest => filled.MaxBy(column => column[field.Name] is JsonArray list ? list.Count : FieldValue.Text(column[field.Name]).Length),
            SurvivorshipRule.BySource source => filled.MinBy(column => Rank(source, FieldValue.Text(request.Snapshot(column.Ref).Item["sourceId"]))),
            _ => null,
        };
    }

    private static int Rank(SurvivorshipRule.BySource rule, string source) => rule.Sources.TakeWhile(other => other != source).Count();

    private static (JsonNode? Result, IReadOnlyList<EntityRef> Sources)? Concatenated(IReadOnlyList<MergeColumn> columns, FieldSpec field)
    {
        var filled = columns.Where(column => !FieldValue.IsEmpty(column[field.Name])).DistinctBy(column => FieldValue.Text(column[field.Name]).Trim(), StringComparer.OrdinalIgnoreCase).ToList();
        return filled.Count == 0 ? null : (JsonValue.Create(string.Join(", ", filled.Select(column => FieldValue.Text(column[field.Name]).Trim()))), [.. filled.Select(column => column.Ref)]);
    }

    private static DateTimeOffset Created(EntitySnapshot record) => record.Item.Moment("createdTime") ?? DateTimeOffset.MaxValue;

    private static int Filled(EntitySnapshot record) => record.Item.Count(pair => !FieldRules.ChangesByItself(pair.Key) && !FieldValue.IsEmpty(pair.Value)) + record.Multifields.Count;
}
