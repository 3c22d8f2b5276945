using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>Last page: the steps as they happen, then the result and the ways on.</summary>
public sealed partial class ResultStep(MergeQueries queries, DuplicateQueries groups, MergeDrafts drafts, NavigationManager navigation)
{
    private LoadView<Found>? _view;
    private Failure? _failure;
    private bool _repeating;

    [Parameter, EditorRequired]
    public required DraftView Draft { get; set; }

    private Task ReloadAsync() => _view?.ReloadAsync() ?? Task.CompletedTask;

    private async Task<Found> LoadAsync(CancellationToken cancellationToken)
    {
        var run = Draft.MergeId is { } id ? await queries.FindAsync(id, cancellationToken) : null;
        var filter = new DuplicateFilter { Portal = Draft.Portal, State = GroupState.Open };
        var open = await groups.PageAsync(filter, DuplicateSort.MostCertain, 0, 2, cancellationToken);
        var next = open.Groups.Where(group => group.Id.Value != Draft.GroupId).Select(group => (Guid?)group.Id.Value).FirstOrDefault();
        return new Found(run, next);
    }

    private async Task RepeatAsync()
    {
        _repeating = true;
        try
        {
            var started = await drafts.RepeatAsync(Draft.MergeId!.Value, CancellationToken.None);
            _failure = started.Failure;
            if (started.Succeeded) navigation.NavigateTo(PortalUrls.MergeDraft(started.Value.Value));
        }
        finally
        {
            _repeating = false;
        }
    }

    private sealed record Found(MergeDetails? Run, Guid? Next);
}
