using DedupPortal.Merging;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>The wizard's pages as they stand in the address.</summary>
public static class WizardStep
{
    public static IReadOnlyList<DraftStep> All { get; } = [.. Enum.GetValues<DraftStep>().Order()];

    public static string Slug(DraftStep step) => step switch
    {
        DraftStep.Select => "select",
        DraftStep.Mode => "mode",
        DraftStep.Preflight => "check",
        DraftStep.Values => "values",
        DraftStep.Final => "final",
        DraftStep.Approved => "result",
        _ => throw new InvalidOperationException($"Unknown step {step}."),
    };

    /// <summary>The step of an address; null for a word that is none.</summary>
    public static DraftStep? Parse(string? slug) => All.Where(step => Slug(step) == slug).Select(step => (DraftStep?)step).FirstOrDefault();

    /// <summary>
    /// The page to show: the one asked for when the draft has what it needs, else the furthest. An approved draft shows its result
    /// only. The choice of the mode needs records that were read.
    /// </summary>
    public static DraftStep Shown(DraftStep? wanted, DraftView draft)
    {
        if (draft.MergeId is not null) return DraftStep.Approved;
        var furthest = Furthest(draft);
        return wanted is { } step && step <= furthest ? step : furthest;
    }

    /// <summary>The furthest page that a person may open: the approval opens the last one.</summary>
    public static DraftStep Furthest(DraftView draft) =>
        draft.MergeId is not null ? DraftStep.Approved
        : draft.Columns.Count == 0 ? DraftStep.Select
        : draft.Step is DraftStep.Select ? DraftStep.Mode
        : draft.Step is DraftStep.Final && draft.PlanHash is null ? DraftStep.Values
        : draft.Step;
}
