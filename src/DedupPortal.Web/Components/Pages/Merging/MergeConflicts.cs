using DedupPortal.Merging;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>Rows that a person has to decide, as in Bitrix24: two records hold different values and only one can stay.</summary>
public static class MergeConflicts
{
    /// <summary>Rows without a decision, in their order.</summary>
    public static IReadOnlyList<FieldRow> Of(DraftView draft) => [.. draft.Rows.Where(row => IsOpen(draft.Mode, row))];

    /// <summary>True while the row waits for a click: neither a person nor a rule of the agency has decided it.</summary>
    public static bool IsOpen(MergeMode? mode, FieldRow row) => row.Choice is null && row.By is null && IsConflict(mode, row);

    /// <summary>A lead that goes into a contact keeps its own values, so nothing contradicts there.</summary>
    public static bool IsConflict(MergeMode? mode, FieldRow row) =>
        mode is not MergeMode.LeadIntoContact
        && row.Rule is FieldRule.Harmonise or FieldRule.Amount
        && row.Cells.Select(cell => Folded(cell.Text)).Distinct(StringComparer.CurrentCultureIgnoreCase).Count() > 1;

    // Bitrix24 takes texts for equal that differ in blanks, final dots and the case of letters.
    private static string Folded(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
