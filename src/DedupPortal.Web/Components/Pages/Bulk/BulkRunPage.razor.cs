using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace DedupPortal.Web.Components.Pages.Bulk;

/// <summary>One bulk merge from its dry run to its report. Which groups are shown stands in the address.</summary>
public sealed partial class BulkRunPage(BulkRuns runs, BulkQueries queries, TenantScope scope, NavigationManager navigation, DialogService dialogs)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(700);
    private readonly CancellationTokenSource _gone = new();
    private LoadView<Found>? _view;
    private BulkView? _shown;
    private Failure? _failure;
    private bool _busy;
    private bool _watching;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>A state of groups, by name; empty for all.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    private string? Show { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? Page { get; set; }

    private bool IsWorking => _shown is { Run: { State: BulkState.Planning or BulkState.Running } } || _shown?.Run.Count(BulkGroupState.Merging) > 0;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task<Found> LoadAsync(CancellationToken cancellationToken)
    {
        _shown = await queries.FindAsync(new BulkRunId(Id), cancellationToken);
        if (IsWorking && !_watching) _ = InvokeAsync(WatchAsync);
        return new Found(_shown);
    }

    /// <summary>Looks at the run while the job works, and reads it whole when something has happened.</summary>
    private async Task WatchAsync()
    {
        _watching = true;
        var token = _gone.Token;
        try
        {
            while (IsWorking && !token.IsCancellationRequested)
            {
                await Task.Delay(s_pause, token);
                var now = await queries.ProgressAsync(new BulkRunId(Id), token);
                if (now is null || (now.State == _shown!.Run.State && Array.TrueForAll(Enum.GetValues<BulkGroupState>(), state => now.Count(state) == _shown.Run.Count(state)))) continue;
                if (_view is not null) await _view.ReloadAsync();
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The page is gone; the job works on without it.
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }
        finally
        {
            _watching = false;
        }
    }

    private async Task ActAsync(Func<BulkRuns, Task<Result<Done>>> act)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            _failure = (await act(runs)).Failure;
            if (_view is not null) await _view.ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>Groups that were not reached or not merged, and that the queue may still hold.</summary>
    private static List<GroupId> Again(BulkView view) =>
        [.. view.Groups.Where(group => group.State is BulkGroupState.Planned or BulkGroupState.Failed || (group.State is BulkGroupState.Skipped && group.FinishedAt is not null)).Select(group => group.Group)];

    private async Task StartAgainAsync(List<GroupId> groups, bool deletesNothing)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            var next = await runs.StartAsync(groups, deletesNothing, CancellationToken.None);
            _failure = next.Failure;
            if (next.Succeeded) navigation.NavigateTo(PortalUrls.BulkRun(next.Value.Value));
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task StopAsync()
    {
        var isApproved = _shown?.Run.ApprovedAt is not null;
        var sure = await dialogs.AskAsync(
            L[isApproved ? "StopTitle" : "DiscardTitle"], L[isApproved ? "StopText" : "DiscardText"], L[isApproved ? "Stop" : "Discard"], danger: isApproved);
        if (sure) await ActAsync(runs => runs.StopAsync(new BulkRunId(Id), CancellationToken.None));
    }

    private sealed record Found(BulkView? View);
}
