using DedupPortal.Merging;
using DedupPortal.Web.Components.Shared;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>Survivorship rules in words: a whole policy as sentences, and each rule by its name.</summary>
public sealed class PolicyText
{
    /// <summary>"Keep the record with a phone; otherwise the one created first; blanks are filled from the others." and what holds for single fields.</summary>
    /// <param name="texts">The words.</param>
    /// <param name="fields">Names of standard fields.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="known">Fields as the portal names them; those that are missing are named by their code.</param>
    public static string Sentence(IStringLocalizer<PolicyText> texts, IStringLocalizer<FieldText> fields, MergePolicy policy, IReadOnlyList<RuleField> known)
    {
        // Where none of the rules tells, the oldest record stays.
        var order = policy.Priority.Contains(PriorityRule.Oldest) || policy.Priority.Contains(PriorityRule.Newest) ? policy.Priority : [.. policy.Priority, PriorityRule.Oldest];
        var parts = order.Select((rule, index) => texts[index == 0 ? "Keep" : "Otherwise", texts[$"Priority_{rule}"].Value].Value).Append(texts[$"Rest_{policy.Otherwise.Kind}", Detail(policy.Otherwise, null, known)].Value);
        var whole = string.Join("; ", parts) + ".";
        if (policy.Fields.Count == 0) return whole;
        var single = policy.Fields.Select(pair =>
        {
            var field = known.FirstOrDefault(field => field.Name == pair.Key);
            return texts["Single", MergeText.Field(fields, pair.Key, field?.Title ?? ""), Rule(texts, pair.Value, field, known)].Value;
        });
        return $"{whole} {texts["Apart", string.Join("; ", single)].Value}";
    }

    /// <summary>A rule by its name, with what it ranks or sets.</summary>
    public static string Rule(IStringLocalizer<PolicyText> texts, SurvivorshipRule rule, RuleField? field, IReadOnlyList<RuleField> known) =>
        Detail(rule, field, known) is { Length: > 0 } detail ? texts["WithDetail", texts[$"Rule_{rule.Kind}"].Value, detail] : texts[$"Rule_{rule.Kind}"];

    private static string Detail(SurvivorshipRule rule, RuleField? field, IReadOnlyList<RuleField> known) => rule switch
    {
        SurvivorshipRule.BySource source => string.Join(" → ", source.Sources.Select(id => Name(known.FirstOrDefault(field => field.Name == "sourceId"), id))),
        SurvivorshipRule.Constant constant => string.Join(", ", (constant.Value as System.Text.Json.Nodes.JsonArray)?.Select(value => Name(field, value?.ToString() ?? "")) ?? [Name(field, constant.Value.ToString())]),
        _ => "",
    };

    private static string Name(RuleField? field, string id) => field?.Options.FirstOrDefault(option => option.Id == id)?.Name ?? id;
}
