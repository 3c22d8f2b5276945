namespace DedupPortal.Emulator.Storage;

/// <summary>
/// The machine's time plus what tests have moved it ahead; timestamps move with it, so every limit and every life does, too. Stopped, it
/// passes only when it is moved.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private TimeSpan _ahead;
    private DateTimeOffset? _stoppedAt;

    public TimeSpan Ahead => GetUtcNow() - System.GetUtcNow();

    public bool Running
    {
        get
        {
            lock (_gate)
                return _stoppedAt is null;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _stoppedAt ?? System.GetUtcNow() + _ahead;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Never backwards.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_gate)
        {
            _stoppedAt += by;
            _ahead += by;
        }
    }

    public void Stop()
    {
        lock (_gate)
            _stoppedAt ??= System.GetUtcNow() + _ahead;
    }

    /// <summary>Passes by itself again, from where it stands.</summary>
    public void Run()
    {
        lock (_gate)
        {
            if (_stoppedAt is { } at)
                _ahead = at - System.GetUtcNow();
            _stoppedAt = null;
        }
    }
}
