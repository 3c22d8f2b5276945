using System.Text.Json.Nodes;
using System.Threading.Channels;
using DedupPortal.Emulator.Apps;

namespace DedupPortal.Emulator.Events;

/// <summary>
/// The queue server between the portal and the applications: each event is posted once, in the order of happening, unless switches say otherwise.
/// No answer makes it post again.
/// </summary>
internal sealed class EventPost : IAsyncDisposable
{
    private readonly Channel<(string Address, JsonObject Form)> _waiting = Channel.CreateUnbounded<(string, JsonObject)>();
    private readonly List<(string Address, JsonObject Form)> _held = [];
    private readonly Lock _gate = new();
    private readonly CallbackSender _sender;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private int _open;

    public EventPost(CallbackSender sender)
    {
        _sender = sender;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>How long events wait and gather before they leave.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>What has gathered leaves newest first.</summary>
    public bool Reversed { get; private set; }

    /// <summary>How often each event is posted.</summary>
    public int Copies { get; private set; } = 1;

    /// <summary>Nothing leaves until <see cref="Release"/>.</summary>
    public bool Hold { get; private set; }

    /// <summary>Events that are held or on their way.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Switch(TimeSpan? delay, bool? reversed, int? copies, bool? hold)
    {
        lock (_gate)
        {
            Delay = delay ?? Delay;
            Reversed = reversed ?? Reversed;
            Copies = copies ?? Copies;
            Hold = hold ?? Hold;
        }
    }

    /// <summary>As at the start: no switch set, nothing held.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            (Delay, Reversed, Copies, Hold) = (TimeSpan.Zero, false, 1, false);
            Interlocked.Add(ref _open, -_held.Count);
            _held.Clear();
        }
    }

    public void Send(string address, JsonObject form)
    {
        Interlocked.Increment(ref _open);
        lock (_gate)
        {
            if (Hold)
                _held.Add((address, form));
            else
                _waiting.Writer.TryWrite((address, form));
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            Hold = false;
            if (Reversed)
                _held.Reverse();
            _held.ForEach(p => _waiting.Writer.TryWrite(p));
            _held.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // What has not left when the program ends is lost, as with the real queue.
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stopping.Token))
                await PostWaitingAsync();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end of the program.
        }
    }

    private async Task PostWaitingAsync()
    {
        if (Delay > TimeSpan.Zero)
            await Task.Delay(Delay, _stopping.Token);
        var batch = new List<(string Address, JsonObject Form)>();
        while (_waiting.Reader.TryRead(out var one))
            batch.Add(one);
        if (Reversed && Delay > TimeSpan.Zero)
            batch.Reverse();
        foreach (var (address, form) in batch)
        {
            for (var i = 0; i < Copies; i++)
                await _sender.PostAsync(address, form, _stopping.Token);
            Interlocked.Decrement(ref _open);
        }
    }
}
