using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Storage;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>Fifth page: the record as it will be, what is lost, and the button that starts the merge.</summary>
public sealed partial class FinalStep(MergeApproval approval)
{
    private string? _reason;
    private bool _approving;

    [Parameter, EditorRequired]
    public required DraftView Draft { get; set; }

    [Parameter, EditorRequired]
    public required EventCallback OnApproved { get; set; }

    [Parameter, EditorRequired]
    public required EventCallback<Failure> OnFailed { get; set; }

    private List<BeforeAfterLine> Changes =>
    [
        .. from row in Draft.Rows
           let before = string.Join(", ", row.Cells.Where(cell => cell.Record == Draft.Plan!.Survivor).Select(cell => cell.Text))
           where before != row.Result
           select new BeforeAfterLine(MergeText.Field(Fields, row.Field, row.Title), MergeText.Value(Words, before, row.Type), MergeText.Value(Words, row.Result, row.Type)),
        .. from entries in Draft.Entries.Where(entry => entry.TypeId != Multifield.Link).GroupBy(entry => entry.TypeId)
           let before = Shown(entries.Where(entry => entry.Records.Contains(Draft.Plan!.Survivor)))
           let after = Shown(entries.Where(entry => entry.Kept))
           where before != after
           select new BeforeAfterLine(MergeText.Field(Fields, entries.Key, entries.Key), before, after),
    ];

    private int Unchanged => Draft.Rows.Count + Draft.Entries.Where(entry => entry.TypeId != Multifield.Link).DistinctBy(entry => entry.TypeId).Count() - Changes.Count;

    private string Shown(IEnumerable<MultifieldOutcome> entries) =>
        string.Join("\n", entries.Select(entry => MergeText.Entry(Words, entry.Value))) is { Length: > 0 } text ? text : MergeText.Value(Words, null);

    private async Task ApproveAsync()
    {
        if (_approving) return;
        _approving = true;
        try
        {
            // One key for what was shown: pressing again after a lost connection gives the same merge, not a second one.
            var key = $"merge:{Draft.Id}:{Draft.Version}";
            var result = await approval.ApproveAsync(Draft.Id, Draft.Version, Draft.PlanHash!, key, _reason, CancellationToken.None);
            await (result.Failure is { } failure ? OnFailed.InvokeAsync(failure) : OnApproved.InvokeAsync());
        }
        finally
        {
            _approving = false;
        }
    }
}
