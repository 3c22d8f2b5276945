using DedupPortal.Merging;
using DedupPortal.Storage;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>Watches a run while the job works and tells its page when there is something new.</summary>
public sealed partial class RunStatus(MergeQueries queries, MergeApproval approval)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(700);
    private readonly CancellationTokenSource _gone = new();
    private (MergeState State, int Done, int Total) _seen;
    private MergeId? _watched;
    private Failure? _failure;
    private bool _resuming;

    [Parameter, EditorRequired]
    public required MergeDetails Run { get; set; }

    /// <summary>The run has changed: the page reads it again.</summary>
    [Parameter, EditorRequired]
    public required EventCallback OnChanged { get; set; }

    /// <summary>Further buttons where nothing was done.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }

    private int Done => Run.Steps.Count(step => step.State is StepState.Verified);

    private int Total => Math.Max(Run.Steps.Count, Run.Plan?.Steps.Count ?? Run.Undo?.Steps.Count ?? 0);

    private bool IsWorking => Run.Merge.State is MergeState.Queued or MergeState.Running;

    protected override void OnParametersSet()
    {
        if (!IsWorking || _watched == Run.Merge.Id) return;
        _watched = Run.Merge.Id;
        _ = InvokeAsync(WatchAsync);
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task WatchAsync()
    {
        var token = _gone.Token;
        try
        {
            while (IsWorking && !token.IsCancellationRequested)
            {
                await Task.Delay(s_pause, token);
                var now = await queries.ProgressAsync(Run.Merge.Id, token);
                if (now is null || (now.State, now.StepsDone, now.StepsTotal) == _seen) continue;
                _seen = (now.State, now.StepsDone, now.StepsTotal);
                await OnChanged.InvokeAsync();
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
            _watched = null;
        }
    }

    private async Task ResumeAsync()
    {
        _resuming = true;
        try
        {
            _failure = (await approval.ResumeAsync(Run.Merge.Id, CancellationToken.None)).Failure;
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _resuming = false;
        }
    }
}
