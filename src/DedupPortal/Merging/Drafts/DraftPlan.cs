using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>The plan that a draft stands for.</summary>
internal static class DraftPlan
{
    /// <summary>The plan, or what still stands against it.</summary>
    public static Result<MergePlan> Make(MergeDraft draft)
    {
        if (draft.Reading is not { } reading) return new DraftIncomplete(DraftStep.Select);
        if (draft.Mode is not { } mode || draft.PriorityRef is not { } priority) return new DraftIncomplete(DraftStep.Mode);
        return Make(reading, mode, priority, draft.Choices);
    }

    public static Result<MergePlan> Make(
        PortalReading reading, MergeMode mode, Bitrix24.EntityRef priority, IReadOnlyDictionary<string, FieldChoice> choices)
    {
        if (MergeAdmission.Modes(reading).Single(option => option.Mode == mode).Obstacles is [var obstacle, ..]) return obstacle;
        if (MergeAdmission.CheckPriority(mode, priority, reading) is { } wrong) return wrong;
        return MergePlanner.Plan(reading.Request(mode, priority, choices));
    }
}
