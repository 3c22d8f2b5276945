using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>Fourth page: the priority record by a click on its column, each field by a click on the value to keep.</summary>
public sealed partial class ValuesStep(MergeDrafts drafts)
{
    private IReadOnlyList<FieldRow> _open = [];
    private bool _all;
    private bool _refused;

    [Parameter, EditorRequired]
    public required DraftView Draft { get; set; }

    [Parameter, EditorRequired]
    public required DraftCommand Run { get; set; }

    [Parameter, EditorRequired]
    public required EventCallback<DraftStep> OnNext { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    // The order of the selection: a column does not jump away under the pointer when it becomes the primary one.
    private List<RecordColumn> Columns => [.. Draft.Columns.OrderBy(column => Draft.Selection.ToList().IndexOf(column.Ref))];

    protected override void OnParametersSet() => _open = MergeConflicts.Of(Draft);

    // Where a lead goes into a contact, only a contact can remain.
    private bool CanBePriority(RecordColumn column) => Draft.Mode is MergeMode.SameType or MergeMode.SoftMerge || column.Ref.Type is EntityType.Contact;

    private Task<bool> ChoosePriorityAsync(EntityRef record) => Run((id, version, token) => drafts.ChoosePriorityAsync(id, version, record, token));

    private Task<bool> ChooseAsync(string field, FieldChoice? choice) => Run((id, version, token) => drafts.ChooseFieldAsync(id, version, field, choice, token));

    private async Task AllFromPrimaryAsync()
    {
        // The proposal is the primary column's value, or the first filled one where it has none.
        foreach (var row in _open.ToList())
            if (row.Cells.FirstOrDefault(cell => cell.IsTaken) is { } taken)
                await ChooseAsync(row.Field, new FieldChoice.FromRecord(taken.Record));
    }

    private async Task ContinueAsync()
    {
        _refused = _open.Count > 0;
        if (!_refused && await Run(drafts.ReviewAsync)) await OnNext.InvokeAsync(DraftStep.Final);
    }
}
