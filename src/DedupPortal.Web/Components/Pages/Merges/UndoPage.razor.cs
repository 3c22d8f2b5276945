using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace DedupPortal.Web.Components.Pages.Merges;

/// <summary>What an undo would do now, later edits with their ticks, and the button that starts it.</summary>
public sealed partial class UndoPage(MergeUndo undo, NavigationManager navigation, DialogService dialogs)
{
    private readonly HashSet<string> _overwrite = new(StringComparer.Ordinal);
    private LoadView<Result<UndoPlan>>? _view;
    private Failure? _failure;
    private string? _reason;
    private bool _approving;

    [Parameter]
    public Guid Id { get; set; }

    private Task<Result<UndoPlan>> LoadAsync(CancellationToken cancellationToken) => undo.PreviewAsync(new MergeId(Id), _overwrite, cancellationToken);

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
        if (_approving || !await dialogs.AskAsync(L["ConfirmTitle"], L["ConfirmText"], L["Undo"], danger: true)) return;
        _approving = true;
        try
        {
            // One key for the plan that was shown: pressing again gives the same undo.
            var key = $"undo:{Id}:{plan.Hash}";
            var result = await undo.ApproveAsync(
                new MergeId(Id), plan.Hash, _overwrite, key[..Math.Min(key.Length, MergeRun.KeyLength)], _reason, CancellationToken.None);
            _failure = result.Failure;
            if (result.Succeeded) navigation.NavigateTo(PortalUrls.Merge(result.Value.Value));
            else if (_view is not null) await _view.ReloadAsync();
        }
        finally
        {
            _approving = false;
        }
    }
}
