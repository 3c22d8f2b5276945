namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>The bucket against a model of the portal's counter: raised by each arrival, drained by time, refusing above 50.</summary>
public sealed class RequestBucketTests
{
    // Two of the 50 stay free.
    private const int AtOnce = 48;

    // 70 % of 50.
    private const int ScansAtOnce = 35;

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(5000)]
    public Task WaitAsync_ManyAtOnceHoweverLateTheyArrive_NeverAboveTheLimit(int delay) => Task.Run(() =>
    {
        using var requests = new Requests(new RateLimit(2, 50), TimeSpan.FromMilliseconds(delay));
        requests.Add(200);
        Assert.Equal(AtOnce, requests.Passed);
        for (var step = 0; step < 7600; step++) requests.Step();

        // 152 waiters at 2 per second take 76 s; those on the way last.
        Assert.InRange(requests.HighestAtThePortal, 40, 50);
        Assert.InRange(requests.Passed, delay == 5000 ? 180 : delay == 300 ? 198 : 200, 200);
    });

    [Fact]
    public Task WaitAsync_Waiters_ServedInOrder() => Task.Run(() =>
    {
        using var requests = new Requests(RateLimit.Standard);
        requests.Add(AtOnce + 3);

        requests.Advance(510);

        Assert.True(requests.Waits[AtOnce].IsCompleted);
        Assert.False(requests.Waits[AtOnce + 1].IsCompleted);
        Assert.False(requests.Waits[AtOnce + 2].IsCompleted);
    });

    [Fact]
    public Task Limit_OfAnotherPlan_CountsAndDrainsByItFromThenOn() => Task.Run(() =>
    {
        using var requests = new Requests(RateLimit.Standard);
        requests.Add(AtOnce + 1);
        Assert.Equal(AtOnce, requests.Passed);

        requests.Bucket.Limit = RateLimit.Enterprise;
        requests.Add(251);
        Assert.Equal(248, requests.Passed);
        requests.Advance(10_000);
        Assert.Equal(248 + 50, requests.Passed);

        requests.Bucket.Limit = RateLimit.Standard;
        requests.Advance(60_000);
        Assert.Equal(298, requests.Passed);
    });

    [Fact]
    public Task WaitAsync_Cancelled_GivesItsPlaceBack() => Task.Run(async () =>
    {
        using var requests = new Requests(RateLimit.Standard);
        requests.Add(AtOnce);
        using var source = new CancellationTokenSource();
        var given = requests.Bucket.WaitAsync(CallLane.Person, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        requests.Add(1);
        requests.Advance(510);

        Assert.True(requests.Waits[^1].IsCompletedSuccessfully);
    });

    [Fact]
    public Task MarkFull_AfterARefusal_NextWaitsForOneToDrainAtHalfThePace() => Task.Run(() =>
    {
        using var requests = new Requests(RateLimit.Standard);

        // Refusals of one moment count as one.
        requests.Bucket.MarkFull();
        requests.Bucket.MarkFull();
        requests.Add(1);

        requests.Advance(990);
        Assert.Equal(0, requests.Passed);
        requests.Advance(20);
        Assert.Equal(1, requests.Passed);
    });

    [Fact]
    public Task MarkFull_ThenServed_ThePaceComesBack() => Task.Run(() =>
    {
        using var requests = new Requests(RateLimit.Standard);
        requests.Bucket.MarkFull();
        requests.Add(60);
        requests.Advance(60_000);
        Assert.Equal(60, requests.Passed);

        // 25 requests took the pace from a half to the whole, so 40 s drain 80 and the burst is whole again.
        requests.Advance(40_000);
        requests.Add(AtOnce + 1);
        Assert.Equal(60 + AtOnce, requests.Passed);
        requests.Advance(510);
        Assert.Equal(60 + AtOnce + 1, requests.Passed);
    });

    [Fact]
    public Task WaitAsync_Scans_LeaveThirtyPercentOfTheBurstToPersons() => Task.Run(() =>
    {
        using var requests = new Requests(RateLimit.Standard);
        requests.Add(200, CallLane.Scan);
        Assert.Equal(ScansAtOnce, requests.Passed);

        // Thirteen clicks at once while the scan waits: none waits, and the scan goes on when their share has drained.
        requests.Add(AtOnce - ScansAtOnce);
        Assert.Equal(AtOnce, requests.Passed);
        requests.Advance(6900);
        Assert.Equal(AtOnce, requests.Passed);
        requests.Advance(200);
        Assert.Equal(AtOnce + 1, requests.Passed);
    });

    [Fact]
    public Task WaitAsync_ScanAlone_HasTheWholeRate() => Task.Run(() =>
    {
        using var requests = new Requests(RateLimit.Standard);
        requests.Add(200, CallLane.Scan);

        requests.Advance(60_000);

        Assert.InRange(requests.Passed, ScansAtOnce + 119, ScansAtOnce + 120);
    });

    [Fact]
    public Task WaitAsync_PersonBehindWaitingScans_IsServedFirst() => Task.Run(() =>
    {
        using var requests = new Requests(new RateLimit(1, 3));
        requests.Add(1);
        requests.Add(1, CallLane.Scan);
        requests.Add(1);

        requests.Advance(1010);

        Assert.True(requests.Waits[2].IsCompletedSuccessfully);
        Assert.False(requests.Waits[1].IsCompleted);
        requests.Advance(1010);
        Assert.True(requests.Waits[1].IsCompletedSuccessfully);
    });

    [Fact]
    public Task Limit_OfAnotherPlan_CountsFromTheNextRequestOn() => Task.Run(() =>
    {
        using var requests = new Requests(RateLimit.Standard);
        requests.Add(AtOnce);

        requests.Bucket.Limit = RateLimit.Enterprise;
        requests.Add(250);

        Assert.Equal(248, requests.Passed);
    });

    [Fact]
    public Task WaitAsync_AfterALongPause_OnlyTheBurstPasses() => Task.Run(() =>
    {
        using var requests = new Requests(RateLimit.Standard);
        requests.Add(1);
        requests.Advance(60_000);

        requests.Add(60);

        Assert.Equal(1 + AtOnce, requests.Passed);
    });

    [Fact]
    public async Task Create_TwoClientsOfOnePortal_ShareTheCounter()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("true"));
        var time = new ManualTime();
        var options = portal.Options();
        options.RequestsPerSecond = 2;
        options.RequestBurst = 5;
        using var factory = new BitrixClientFactory(options, time, new CollectedLog());
        var clients = new[] { factory.Create(portal.Webhook), factory.Create(portal.Webhook) };

        for (var index = 0; index < 3; index++) Assert.True((await clients[index % 2].CallAsync(new BitrixCall("profile"), CancellationToken.None)).Succeeded);
        var fourth = clients[1].CallAsync(new BitrixCall("profile"), CancellationToken.None);

        Assert.Equal(3, portal.Requests.Count);
        Assert.False(fourth.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await fourth).Succeeded);
    }

    /// <summary>Requests that arrive at the portal some time after they were let through, and the portal's own counter.</summary>
    private sealed class Requests(RateLimit limit, TimeSpan delay = default) : IDisposable
    {
        private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(10);
        private readonly ManualTime _time = new();
        private readonly HashSet<Task> _seen = [];
        private readonly Queue<DateTimeOffset> _onTheWay = new();
        private RequestBucket? _bucket;
        private double _counter;

        internal RequestBucket Bucket => _bucket ??= new RequestBucket(limit, _time);

        internal List<Task> Waits { get; } = [];

        internal int Passed => _seen.Count;

        internal double HighestAtThePortal { get; private set; }

        internal void Add(int count, CallLane lane = CallLane.Person)
        {
            for (var index = 0; index < count; index++) Waits.Add(Bucket.WaitAsync(lane, CancellationToken.None));
            Look();
        }

        internal void Advance(int milliseconds)
        {
            for (var step = 0; step < milliseconds / 10; step++) Step();
        }

        internal void Step()
        {
            _time.Advance(s_step);
            _counter = Math.Max(0, _counter - (s_step.TotalSeconds * limit.PerSecond));
            Look();
        }

        public void Dispose() => _bucket?.Dispose();

        private void Look()
        {
            foreach (var wait in Waits.Where(wait => wait.IsCompletedSuccessfully && !_seen.Contains(wait)).ToList())
            {
                _seen.Add(wait);
                _onTheWay.Enqueue(_time.GetUtcNow() + delay);
            }

            while (_onTheWay.TryPeek(out var arrival) && arrival <= _time.GetUtcNow())
            {
                _onTheWay.Dequeue();
                HighestAtThePortal = Math.Max(HighestAtThePortal, ++_counter);
                Bucket.Arrived();
            }
        }
    }
}
