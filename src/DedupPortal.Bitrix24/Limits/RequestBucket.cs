namespace DedupPortal.Bitrix24;

/// <summary>
/// Our copy of a portal's request counter: every request raises it by one, time lowers it. <see cref="WaitAsync"/> returns
/// when one more request stays under the limit. Persons are served before scans, within a lane in the order in which they
/// came, and scans stop at 70 % of the burst, so that a click finds room at once; the rate at which the counter drains is
/// the scans' whole as long as nobody clicks. The portal counts a request when it arrives, which nobody knows: until
/// <see cref="Arrived"/> it counts in full, after that it drains. When the portal refuses although we counted room, others
/// at our address use it too: the pace is halved and comes back by steps. Thread-safe. One bucket per portal and process.
/// </summary>
public sealed class RequestBucket : IDisposable
{
    /// <summary>Part of the burst that scans may fill.</summary>
    public const double ScanShare = 0.7;

    /// <summary>Requests that we keep free below the burst, for a click in another process of ours.</summary>
    private const int Headroom = 2;

    private const double SlowestPace = 0.25;
    private const double PaceStep = 0.02;

    private readonly Lock _gate = new();
    private readonly Queue<Waiter> _persons = new();
    private readonly Queue<Waiter> _scans = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private RateLimit _limit;
    private double _pace = 1;
    private double _level;
    private int _onTheWay;
    private long _at;
    private long _slowedAt;

    public RequestBucket(RateLimit limit, TimeProvider time)
    {
        _limit = Checked(limit);
        _time = time;
        _at = time.GetTimestamp();
        _slowedAt = _at - time.TimestampFrequency;
        _timer = time.CreateTimer(_ => Serve(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The plan's limit; a new one counts from the next request on.</summary>
    public RateLimit Limit
    {
        get
        {
            lock (_gate) return _limit;
        }

        set
        {
            Checked(value);
            lock (_gate) _limit = value;
        }
    }

    private double PersonCapacity => Math.Max(1, _limit.Burst - Headroom);

    private double ScanCapacity => Math.Max(1, Math.Min(PersonCapacity, Math.Floor(_limit.Burst * ScanShare)));

    private double PerSecond => _limit.PerSecond * _pace;

    /// <summary>Takes one request, of which <see cref="Arrived"/> has to be told. A cancelled wait gives its place back.</summary>
    public Task WaitAsync(CallLane lane, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);
        var waiter = new Waiter();
        lock (_gate) (lane is CallLane.Person ? _persons : _scans).Enqueue(waiter);
        Serve();
        if (!waiter.Task.IsCompleted && cancellationToken.CanBeCanceled) waiter.CancelBy(cancellationToken);
        return waiter.Task;
    }

    /// <summary>Tells that a request was answered, or will not be sent: it has arrived by now.</summary>
    public void Arrived()
    {
        lock (_gate)
        {
            Drain();
            _onTheWay--;
            _level += 1;
        }

        Serve();
    }

    /// <summary>
    /// Tells that the portal refused for its rate: others at our address share the counter, so it is full whatever we
    /// counted. Refusals within one second count as one.
    /// </summary>
    public void MarkFull()
    {
        lock (_gate)
        {
            Drain();
            _level = Math.Max(_level, PersonCapacity - _onTheWay);
            if (_time.GetElapsedTime(_slowedAt, _at) < TimeSpan.FromSeconds(1)) return;
            _slowedAt = _at;
            _pace = Math.Max(SlowestPace, _pace / 2);
        }
    }

    public void Dispose() => _timer.Dispose();

    private static RateLimit Checked(RateLimit limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit.PerSecond, nameof(limit));
        ArgumentOutOfRangeException.ThrowIfLessThan(limit.Burst, 1, nameof(limit));
        return limit;
    }

    private void Serve()
    {
        var served = new List<Waiter>();
        lock (_gate)
        {
            Drain();
            while (Next() is { } next)
            {
                var over = _level + _onTheWay + 1 - next.Capacity;
                if (over > 1e-9)
                {
                    // Rounded up: a timer has whole milliseconds and must not fire early.
                    _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(over / PerSecond * 1000)), Timeout.InfiniteTimeSpan);
                    break;
                }

                served.Add(next.Queue.Dequeue());
                _onTheWay++;
                _pace = Math.Min(1, _pace + PaceStep);
            }
        }

        foreach (var waiter in served)
            if (!waiter.TrySetResult()) GiveBack();
    }

    private void GiveBack()
    {
        lock (_gate) _onTheWay--;
        Serve();
    }

    private (Queue<Waiter> Queue, double Capacity)? Next()
    {
        foreach (var (queue, capacity) in ((Queue<Waiter>, double)[])[(_persons, PersonCapacity), (_scans, ScanCapacity)])
        {
            while (queue.TryPeek(out var head) && head.Task.IsCompleted) queue.Dequeue();
            if (queue.Count > 0) return (queue, capacity);
        }

        return null;
    }

    private void Drain()
    {
        var now = _time.GetTimestamp();
        _level = Math.Max(0, _level - (_time.GetElapsedTime(_at, now).TotalSeconds * PerSecond));
        _at = now;
    }

    private sealed class Waiter() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        internal void CancelBy(CancellationToken cancellationToken)
        {
            var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).TrySetCanceled(token), this);
            _ = Task.ContinueWith(static (_, state) => ((CancellationTokenRegistration)state!).Dispose(), registration, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
