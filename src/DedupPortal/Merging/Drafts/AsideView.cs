using System.Globalization;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>The stages of one pipeline, or of leads, from which the closing one is chosen.</summary>
/// <param name="Pipeline">What their ids begin with: "C3:"; empty for leads and the general pipeline.</param>
/// <param name="Name">The pipeline's name in the portal; empty for leads, or when it is not known.</param>
/// <param name="Chosen">The stage that the records go to.</param>
/// <param name="IsChosenByHand">A person chose it; otherwise it is the proposal.</param>
/// <param name="Stages">What may be chosen, in the portal's order and words.</param>
public sealed record StageChoice(string Pipeline, string Name, string Chosen, bool IsChosenByHand, IReadOnlyList<FieldOption> Stages);

/// <summary>A record that a soft merge moves aside. Stages are in the portal's words: <paramref name="To"/> is null when the stage stays; both are null where the type has none.</summary>
public sealed record AsideRecord(EntityRef Record, string? From, string? To);

/// <summary>
/// Where the records that a soft merge moves aside go. <paramref name="KeepsStages"/>: a person wants every stage left as it is.
/// <paramref name="Choices"/>: one per pipeline of these records, none for types without stages.
/// </summary>
public sealed record AsideView(bool KeepsStages, IReadOnlyList<StageChoice> Choices, IReadOnlyList<AsideRecord> Records)
{
    /// <summary>The field under which the choice is made.</summary>
    public const string Field = RetirementPlanner.StageKey;

    /// <summary>The choice for <see cref="MergeDrafts.ChooseFieldAsync"/> with one pipeline's stage replaced; null returns to the proposal.</summary>
    public FieldChoice? With(string pipeline, string stage)
    {
        var stages = Choices.Where(choice => choice.Pipeline == pipeline || choice.IsChosenByHand).Select(choice => choice.Pipeline == pipeline ? stage : choice.Chosen).ToList();
        return stages is [var only] ? new FieldChoice.Custom(System.Text.Json.Nodes.JsonValue.Create(only)) : new FieldChoice.Union(stages);
    }

    internal static AsideView? Of(MergePlan plan, PlanRequest request, PortalReading reading)
    {
        if (plan.Mode is not MergeMode.SoftMerge) return null;
        var aside = plan.Retired.Select(request.Snapshot).ToList();
        var options = reading.Catalogs[plan.Survivor.Type].Find(RetirementPlanner.StageKey)?.Options ?? [];
        if (plan.Survivor.Type is not (EntityType.Lead or EntityType.Deal)) return new AsideView(KeepsStages: false, [], [.. aside.Select(snapshot => new AsideRecord(snapshot.Ref, null, null))]);
        var choice = request.Choices.GetValueOrDefault(RetirementPlanner.StageKey);
        var byHand = RetirementPlanner.Chosen(choice);
        return new AsideView(
            choice is FieldChoice.Cleared,
            [.. aside.GroupBy(RetirementPlanner.Pipeline, StringComparer.Ordinal).Select(group =>
            {
                var chosen = byHand.FirstOrDefault(stage => RetirementPlanner.Pipeline(stage) == group.Key);
                return new StageChoice(
                    group.Key, Name(reading, plan.Survivor.Type, group.First()), chosen ?? RetirementPlanner.Default(plan.Survivor.Type, group.Key), chosen is not null,
                    [.. options.Where(option => RetirementPlanner.Pipeline(option.Id) == group.Key && RetirementPlanner.IsOffered(option))]);
            })],
            [.. aside.Select(snapshot => new AsideRecord(
                snapshot.Ref, Shown(FieldValue.Text(snapshot.Item[RetirementPlanner.StageKey])), RetirementPlanner.Stage(request, snapshot) is { } stage ? Shown(stage) : null))]);

        string Shown(string stage) => options.FirstOrDefault(option => option.Id == stage)?.Name ?? stage;
    }

    private static string Name(PortalReading reading, EntityType type, EntitySnapshot snapshot) =>
        type is EntityType.Deal ? reading.Names.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"pipeline:{snapshot.Item.Id("categoryId") ?? 0}"), "") : "";
}
