using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Decides each field: the choice of a person, else the survivorship rule, else the priority record's value with blanks filled from the others.</summary>
internal static class FieldDecisions
{
    public static IReadOnlyList<FieldOutcome> Decide(PlanRequest request, IReadOnlyList<MergeColumn> columns)
    {
        var followsRows = request.Snapshots.Any(snapshot => snapshot.Ref.Type == request.Type && FieldRules.AmountFollowsRows(snapshot));
        var outcomes =
            from field in request.Catalogs[request.Type].Fields
            let rule = FieldRules.Of(request.Type, field)
            where FieldRules.IsChosen(rule) && !(rule is FieldRule.Amount && followsRows)
            select Decide(request, columns, field, rule);
        return [.. outcomes.Where(outcome => outcome.Cells.Count > 0 || outcome.IsChosenByHand).OrderBy(outcome => outcome.Differs ? 0 : 1)];
    }

    private static FieldOutcome Decide(PlanRequest request, IReadOnlyList<MergeColumn> columns, FieldSpec field, FieldRule rule)
    {
        var cells = columns.SelectMany(column => Cells(column, field, rule)).ToList();
        var choice = request.Choices.GetValueOrDefault(field.Name);
        var survivorship = request.Policy.RuleOf(field.Name);
        var ruled = choice is null ? Survivorship.Apply(survivorship, request, columns, field, rule) : null;
        var (result, sources) = ruled ?? (choice is null ? Propose(columns, field, rule) : Choose(columns, cells, field, rule, choice));
        var differs = columns.Skip(1).Any(column => !FieldValue.Same(column[field.Name], columns[0][field.Name]));
        return new FieldOutcome(field.Name, field.Title, field.Type, rule, differs, result, sources, cells, choice is not null) { By = ruled is null ? null : survivorship };
    }

    private static IEnumerable<FieldCell> Cells(MergeColumn column, FieldSpec field, FieldRule rule) =>
        rule is FieldRule.Union
            ? FieldValue.Elements(column[field.Name]).Select(element => new FieldCell(column.Ref, FieldValue.Text(element), element.DeepClone()))
            : FieldValue.IsEmpty(column[field.Name]) ? [] : [new FieldCell(column.Ref, column.Ref.ToString(), column[field.Name]!.DeepClone())];

    private static (JsonNode? Result, IReadOnlyList<EntityRef> Sources) Propose(IReadOnlyList<MergeColumn> columns, FieldSpec field, FieldRule rule)
    {
        switch (rule)
        {
            case FieldRule.Append:
                // A lead that stays keeps its own text; a record that goes must not take its text along.
                var texts = columns.Where(column => column.Role is ColumnRole.Survivor or ColumnRole.Loser or ColumnRole.Retired).ToList();
                if (texts.TrueForAll(column => FieldValue.IsEmpty(column[field.Name]))) texts = [.. columns];
                return (Join(field, texts), Filled(texts, field));
            case FieldRule.Union:
                return (Unite(columns, field, key => true), Filled(columns, field));
            default:
                var first = columns.FirstOrDefault(column => !FieldValue.IsEmpty(column[field.Name]));
                return first is null ? (null, []) : (first[field.Name]!.DeepClone(), [first.Ref]);
        }
    }

    private static (JsonNode? Result, IReadOnlyList<EntityRef> Sources) Choose(
        IReadOnlyList<MergeColumn> columns, List<FieldCell> cells, FieldSpec field, FieldRule rule, FieldChoice choice)
    {
        switch (choice)
        {
            case FieldChoice.Cleared:
                return (null, []);
            case FieldChoice.Custom custom:
                return (custom.Value.DeepClone(), []);
            case FieldChoice.FromRecord from:
                var column = columns.Single(column => column.Ref == from.Record);
                return (column[field.Name]?.DeepClone(), [from.Record]);
            case FieldChoice.Union union when rule is FieldRule.Append:
                var texts = union.Keys.Select(key => columns.FirstOrDefault(column => column.Ref.ToString() == key)).OfType<MergeColumn>().ToList();
                return (Join(field, texts), Filled(texts, field));
            case FieldChoice.Union union:
                var sources = cells.Where(cell => union.Keys.Contains(cell.Key)).Select(cell => cell.Record).Distinct().ToList();
                return (Unite(columns, field, key => union.Keys.Contains(key)), sources);
            default:
                throw new InvalidOperationException($"Unknown choice {choice.GetType().Name}.");
        }
    }

    private static List<EntityRef> Filled(IEnumerable<MergeColumn> columns, FieldSpec field) =>
        [.. columns.Where(column => !FieldValue.IsEmpty(column[field.Name])).Select(column => column.Ref)];

    private static JsonArray? Unite(IReadOnlyList<MergeColumn> columns, FieldSpec field, Func<string, bool> isTicked)
    {
        var values = columns.SelectMany(column => FieldValue.Elements(column[field.Name])).DistinctBy(FieldValue.Text)
            .Where(element => isTicked(FieldValue.Text(element))).Select(element => element.DeepClone()).ToArray();
        return values.Length == 0 ? null : new JsonArray(values);
    }

    private static JsonValue? Join(FieldSpec field, IEnumerable<MergeColumn> columns)
    {
        var separator = field.Name == "comments" ? "<br>" : "\n";
        var joined = "";
        foreach (var text in columns.Select(column => FieldValue.Text(column[field.Name])))
            if (text.Length > 0 && !joined.Contains(text, StringComparison.Ordinal))
                joined = joined.Length == 0 ? text : joined + separator + text;
        return joined.Length == 0 ? null : JsonValue.Create(joined);
    }
}
