using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace DedupPortal.Web.Components.Pages.Merges;

/// <summary>What an undo would do now, later edits with their ticks, and the button that starts it.</summary>
public sealed partial class UndoPage(MergeUndo undo, MergeQueries queries, NavigationManager navigation, DialogService dialogs)
{
    private readonly HashSet<string> _overwrite = new(StringComparer.Ordinal);
    private LoadView<Found>? _view;
    private Failure? _failure;
    private string? _reason;
    private bool _approving;
    private (Guid, string?) _shown;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The one record that is to come back, <c>contact:120</c>; all when it is not named.</summary>
    [SupplyParameterFromQuery(Name = "record")]
    private string? Record { get; set; }

    private EntityRef? Only => EntityRef.TryParse(Record, out var record) ? record : null;

    protected override void OnParametersSet()
    {
        // What was ticked for one record says nothing about another.
        if (_shown == (Id, Record)) return;
        _shown = (Id, Record);
        _overwrite.Clear();
        _failure = null;
    }

    private async Task<Found> LoadAsync(CancellationToken cancellationToken)
    {
        var run = await queries.FindAsync(new MergeId(Id), cancellationToken);
        Result<UndoPlan> plan = Record is not null && Only is null ? new NotThere() : await undo.PreviewAsync(new MergeId(Id), Only, _overwrite, cancellationToken);
        return new Found(run, plan, plan.Succeeded ? await queries.ShownAsync(new MergeId(Id), plan.Value.LaterEdits, cancellationToken) : []);
    }

    private static string Picked(bool isChosen) => isChosen ? "radio_button_checked" : "radio_button_unchecked";

    // "activity:20" is gone; "deal:77.contacts" belongs to somebody else now.
    private string Gone(string missing)
    {
        var (what, isMoved) = missing.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? (missing[..dot], true) : (missing, false);
        var name = what.Split(':') is ["activity" or "comment", var id] ? L[$"Gone_{what.Split(':')[0]}", id].Value : FailureText.Parameters(Failures, nameof(NotThere), [what])[0].ToString()!;
        return isMoved ? L["Gone_Moved", name] : name;
    }

    private Task AgainAsync()
    {
        _failure = null;
        return _view?.ReloadAsync() ?? Task.CompletedTask;
    }

    private Task ToggleAsync(LaterEdit edit)
    {
        if (!_overwrite.Remove(edit.Key)) _overwrite.Add(edit.Key);
        return AgainAsync();
    }

    private async Task ApproveAsync(UndoPlan plan)
    {
        var isOne = Only is not null;
        if (_approving || !await dialogs.AskAsync(L[isOne ? "ConfirmTitleOne" : "ConfirmTitle"], L[isOne ? "ConfirmTextOne" : "ConfirmText"], L[isOne ? "UndoOne" : "Undo"], danger: true)) return;
        _approving = true;
        try
        {
            // One key for the plan that was shown: pressing again gives the same undo.
            var key = $"undo:{Id}:{plan.Hash}";
            var result = await undo.ApproveAsync(
                new MergeId(Id), Only, plan.Hash, _overwrite, key[..Math.Min(key.Length, MergeRun.KeyLength)], _reason, CancellationToken.None);
            _failure = result.Failure;
            if (result.Succeeded) navigation.NavigateTo(PortalUrls.Merge(result.Value.Value));
            else if (_view is not null) await _view.ReloadAsync();
        }
        finally
        {
            _approving = false;
        }
    }

    private sealed record Found(MergeDetails? Run, Result<UndoPlan> Plan, IReadOnlyList<LaterEdit> Edits);
}
