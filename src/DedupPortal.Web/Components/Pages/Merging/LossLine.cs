using DedupPortal.Bitrix24;
using DedupPortal.Merging;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>A value that does not survive, ready for showing. <paramref name="Record"/> is null when the journal's reference cannot be read.</summary>
public sealed record LossLine(EntityRef? Record, string Field, string Title, string Text, LossReason Reason)
{
    /// <summary>A planned loss, in the words that the wizard showed for the same value.</summary>
    public static LossLine Of(LostValue lost, DraftView draft)
    {
        var shown = draft.Rows.FirstOrDefault(row => row.Field == lost.Field)?.Cells
            .Where(cell => cell.Record == lost.Record)
            .OrderByDescending(cell => cell.Key == lost.Value).FirstOrDefault()?.Text;
        var column = draft.Columns.FirstOrDefault(column => column.Ref == lost.Record);
        shown ??= lost.Field switch
        {
            "stageId" => column?.Stage,
            "createdBy" or "movedBy" => Person(draft, lost.Value),
            _ => null,
        };
        return new LossLine(lost.Record, lost.Field, lost.Title, shown ?? lost.Value, lost.Reason);
    }

    /// <summary>A recorded loss, in the words of the record before the run.</summary>
    public static LossLine Of(LossLedgerEntry lost, IReadOnlyList<DiffLine> diff)
    {
        var shown = lost.Reason is LossReason.Unticked ? null : diff.FirstOrDefault(line => line.Record == lost.Record && line.Field == lost.Field)?.Before;
        var isEntry = lost.Field is Multifield.Phone or Multifield.Email or Multifield.Web or Multifield.Messenger or Multifield.Link;
        return new LossLine(
            EntityRef.TryParse(lost.Record, out var record) ? record : null, lost.Field, lost.Title, isEntry ? lost.Value : shown ?? lost.Value, lost.Reason);
    }

    // Whoever is responsible for one of the records is known by name.
    private static string? Person(DraftView draft, string id) =>
        draft.Rows.Where(row => row.Type is "user").SelectMany(row => row.Cells).FirstOrDefault(cell => cell.Value?.ToString() == id)?.Text;
}
