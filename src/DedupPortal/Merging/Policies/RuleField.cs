using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>A field of the portal for which a rule can be made. Fields of one name in several types share one rule.</summary>
/// <param name="Name">The portal's name: the key in <see cref="MergePolicy.Fields"/>.</param>
/// <param name="Title">In the portal's language.</param>
/// <param name="Types">Types that have it.</param>
/// <param name="IsSeveral">It holds several values: they can be united, and texts of it not joined.</param>
/// <param name="TakesText">Its texts can be joined, and a text can be set.</param>
/// <param name="Options">Choices of a list field; empty otherwise, and where its types have different ones.</param>
public sealed record RuleField(string Name, string Title, IReadOnlyList<EntityType> Types, bool IsSeveral, bool TakesText, IReadOnlyList<FieldOption> Options)
{
    /// <summary>A value that always holds can be set: chosen from the list or typed.</summary>
    public bool TakesConstant => !IsSeveral && (Options.Count > 0 || TakesText);

    internal static List<RuleField> Of(IReadOnlyDictionary<EntityType, FieldCatalog> catalogs)
    {
        var all = from catalog in catalogs.Values
                  from field in catalog.Fields
                  let rule = FieldRules.Of(catalog.Type, field)
                  where FieldRules.IsChosen(rule) && rule is not FieldRule.Amount && !field.IsReadOnly
                  select (catalog.Type, Field: field, Rule: rule);
        return
        [
            .. all.GroupBy(entry => entry.Field.Name, StringComparer.Ordinal).Select(same =>
            {
                var (_, field, rule) = same.First();
                var isShared = same.All(other => other.Field.Options.SequenceEqual(field.Options));
                return new RuleField(
                    same.Key, field.Title, [.. same.Select(entry => entry.Type).Order()], rule is FieldRule.Union,
                    rule is not FieldRule.Union && field.Options.Count == 0 && field.Type is "string" or "text", isShared ? field.Options : []);
            }),
        ];
    }
}
