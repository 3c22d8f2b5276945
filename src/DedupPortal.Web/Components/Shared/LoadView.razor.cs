using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Shared;

/// <summary>
/// The four faces of something that is loaded: a skeleton, an error with "Try again", the empty state with the next action, the
/// content. Loads once the page is interactive, not while it is prerendered, so the database is asked once.
/// </summary>
/// <typeparam name="T">What is loaded.</typeparam>
public sealed partial class LoadView<T>(ErrorReferences references) : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _current;
    private T? _value;
    private bool _loaded;
    private bool _loading;
    private string? _reference;
    private object? _loadedKey;
    private bool _started;

    /// <summary>Reads the value. An exception is logged and shown as a reference number; expected failures belong into the value.</summary>
    [Parameter, EditorRequired]
    public required Func<CancellationToken, Task<T>> Load { get; set; }

    [Parameter, EditorRequired]
    public required RenderFragment<T> ChildContent { get; set; }

    /// <summary>With <see cref="Empty"/>: whether the value has nothing to show.</summary>
    [Parameter]
    public Func<T, bool>? IsEmpty { get; set; }

    /// <summary>What an empty value looks like, usually an <see cref="EmptyState"/>.</summary>
    [Parameter]
    public RenderFragment? Empty { get; set; }

    /// <summary>What is shown while the first load runs; rows by default.</summary>
    [Parameter]
    public RenderFragment? Skeleton { get; set; }

    /// <summary>What the load depends on, for instance the filter record made from the address. A change loads again.</summary>
    [Parameter]
    public object? Key { get; set; }

    /// <summary>Loads again; the old content stays visible meanwhile.</summary>
    public async Task ReloadAsync()
    {
        var mine = await StartAsync();
        _loading = true;
        StateHasChanged();
        try
        {
            var value = await Load(mine.Token);
            if (mine.IsCancellationRequested) return;
            (_value, _loaded, _reference) = (value, true, null);
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            return; // A newer load or the end of the page took its place.
        }
        catch (Exception failure)
        {
            if (mine.IsCancellationRequested) return;
            _reference = references.Log(failure, $"loading {typeof(T).Name}");
        }

        _loading = false;
        StateHasChanged();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive || (_started && Equals(Key, _loadedKey))) return;
        (_started, _loadedKey) = (true, Key);
        await ReloadAsync();
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        _current?.Dispose();
    }

    private async Task<CancellationTokenSource> StartAsync()
    {
        if (_current is { } previous)
        {
            await previous.CancelAsync();
            previous.Dispose();
        }

        return _current = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
    }
}
