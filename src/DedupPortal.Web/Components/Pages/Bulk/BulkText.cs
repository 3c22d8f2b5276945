using DedupPortal.Merging;
using DedupPortal.Web.Components.Pages.Merging;
using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Localisation;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Pages.Bulk;

/// <summary>The words of bulk merges that their pages, the history and the report share.</summary>
public sealed class BulkText
{
    /// <summary>How long something takes, in whole minutes from a minute and a half on.</summary>
    public static string Duration(IStringLocalizer<BulkText> texts, TimeSpan time) =>
        time.TotalSeconds < 90 ? texts.Count("Seconds", (long)Math.Max(1, Math.Ceiling(time.TotalSeconds))) : texts.Count("Minutes", (long)Math.Ceiling(time.TotalMinutes));

    /// <summary>Why a group was left out or failed, or why the run stands; empty when there is no reason.</summary>
    public static string Reason(IStringLocalizer<FailureText> failures, IStringLocalizer<FieldText> fields, string? code, IReadOnlyList<string> parameters) =>
        code is null ? "" : MergeText.Failure(failures, fields, code, code, parameters);

    /// <summary>What was merged, skipped and failed so far.</summary>
    public static string Counts(IStringLocalizer<BulkText> texts, BulkRow run) => string.Join(
        " · ",
        new[] { BulkGroupState.Merged, BulkGroupState.Skipped, BulkGroupState.Failed, BulkGroupState.Excluded }
            .Where(state => run.Count(state) > 0 || state is BulkGroupState.Merged)
            .Select(state => texts[$"Counted_{state}", run.Count(state)].Value));
}
