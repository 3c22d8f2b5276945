namespace DedupPortal.Bitrix24;

/// <summary>
/// Our copy of a portal's request counter. <see cref="WaitAsync"/> returns when one more request stays under the limit;
/// waiters are served in the order in which they came. Thread-safe. One bucket per portal and process.
/// </summary>
public sealed class RequestBucket
{
    /// <summary>
    /// Requests that we keep free below the burst. Two requests sent half a second apart can arrive together when the
    /// first had to connect; each of these two covers one second of such delay at 2 per second.
    /// </summary>
    private const int Headroom = 2;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly double _perSecond;
    private readonly double _capacity;
    private double _level;
    private long _at;

    public RequestBucket(RateLimit limit, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit.PerSecond, nameof(limit));
        ArgumentOutOfRangeException.ThrowIfLessThan(limit.Burst, 1, nameof(limit));
        _time = time;
        _perSecond = limit.PerSecond;
        _capacity = Math.Max(1, limit.Burst - Headroom);
        _at = time.GetTimestamp();
    }

    /// <summary>Takes one request. A cancelled wait gives its place back.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wait = Take();
        if (wait == TimeSpan.Zero) return;
        try
        {
            await Task.Delay(wait, _time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_gate) _level = Math.Max(0, _level - 1);
            throw;
        }
    }

    /// <summary>
    /// Tells that the portal refused for its rate: others at our address share the counter, so it is full whatever we
    /// counted.
    /// </summary>
    public void MarkFull()
    {
        lock (_gate)
        {
            Drain();
            _level = Math.Max(_level, _capacity);
        }
    }

    private TimeSpan Take()
    {
        lock (_gate)
        {
            Drain();
            _level += 1;
            var over = _level - _capacity;

            // Rounded up: a timer has whole milliseconds and must not fire early.
            return over <= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(over / _perSecond * 1000));
        }
    }

    private void Drain()
    {
        var now = _time.GetTimestamp();
        _level = Math.Max(0, _level - (_time.GetElapsedTime(_at, now).TotalSeconds * _perSecond));
        _at = now;
    }
}
