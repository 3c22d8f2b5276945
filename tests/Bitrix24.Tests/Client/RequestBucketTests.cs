namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>The bucket against a model of the portal's counter: raised by each request, drained by time, refusing above 50.</summary>
public sealed class RequestBucketTests
{
    // Two of the 50 stay free for delays on the way.
    private const int AtOnce = 48;

    [Fact]
    public Task WaitAsync_ManyAtOnce_NeverAboveTheLimitAndNeverIdle() => Task.Run(() =>
    {
        var time = new ManualTime();
        using var bucket = new RequestBucket(RateLimit.Standard, time);
        var waits = Enumerable.Range(0, 200).Select(_ => bucket.WaitAsync(CancellationToken.None)).ToArray();
        Assert.Equal(AtOnce, waits.Count(wait => wait.IsCompleted));

        var counter = (double)AtOnce;
        var passed = AtOnce;
        for (var step = 0; step < 7600; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            counter = Math.Max(0, counter - 0.02);
            var now = waits.Count(wait => wait.IsCompletedSuccessfully);
            counter += now - passed;
            passed = now;
            Assert.InRange(counter, 0, 50);
        }

        // 152 waiters at 2 per second take 76 s.
        Assert.Equal(200, passed);
    });

    [Fact]
    public Task WaitAsync_Waiters_ServedInOrder() => Task.Run(() =>
    {
        var time = new ManualTime();
        using var bucket = new RequestBucket(RateLimit.Standard, time);
        var waits = Enumerable.Range(0, AtOnce + 3).Select(_ => bucket.WaitAsync(CancellationToken.None)).ToArray();

        time.Advance(TimeSpan.FromMilliseconds(501));

        Assert.True(waits[AtOnce].IsCompleted);
        Assert.False(waits[AtOnce + 1].IsCompleted);
        Assert.False(waits[AtOnce + 2].IsCompleted);
    });

    [Fact]
    public Task WaitAsync_Cancelled_GivesItsPlaceBack() => Task.Run(async () =>
    {
        var time = new ManualTime();
        using var bucket = new RequestBucket(RateLimit.Standard, time);
        for (var index = 0; index < AtOnce; index++) Assert.True(bucket.WaitAsync(CancellationToken.None).IsCompleted);
        using var source = new CancellationTokenSource();
        var given = bucket.WaitAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        var next = bucket.WaitAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromMilliseconds(501));

        Assert.True(next.IsCompletedSuccessfully);
    });

    [Fact]
    public Task MarkFull_AfterARefusal_NextWaitsForOneToDrainAtHalfThePace() => Task.Run(() =>
    {
        var time = new ManualTime();
        using var bucket = new RequestBucket(RateLimit.Standard, time);

        // Refusals of one moment count as one.
        bucket.MarkFull();
        bucket.MarkFull();
        var next = bucket.WaitAsync(CancellationToken.None);

        time.Advance(TimeSpan.FromMilliseconds(990));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.True(next.IsCompletedSuccessfully);
    });

    [Fact]
    public Task MarkFull_ThenServed_ThePaceComesBack() => Task.Run(() =>
    {
        var time = new ManualTime();
        using var bucket = new RequestBucket(RateLimit.Standard, time);
        bucket.MarkFull();
        var waits = Enumerable.Range(0, 60).Select(_ => bucket.WaitAsync(CancellationToken.None)).ToArray();
        time.Advance(TimeSpan.FromSeconds(120));
        Assert.All(waits, wait => Assert.True(wait.IsCompletedSuccessfully));

        // 25 requests took the pace from a half to the whole, so 40 s drain 80 and the burst is whole again.
        time.Advance(TimeSpan.FromSeconds(40));
        waits = [.. Enumerable.Range(0, AtOnce + 1).Select(_ => bucket.WaitAsync(CancellationToken.None))];
        Assert.Equal(AtOnce, waits.Count(wait => wait.IsCompleted));
        time.Advance(TimeSpan.FromMilliseconds(501));
        Assert.True(waits[^1].IsCompletedSuccessfully);
    });

    [Fact]
    public Task WaitAsync_Scans_LeaveThirtyPercentOfTheBurstToPersons() => Task.Run(() =>
    {
        var time = new ManualTime();
        using var bucket = new RequestBucket(RateLimit.Standard, time);
        var scans = Enumerable.Range(0, 200).Select(_ => bucket.WaitAsync(CallLane.Scan, CancellationToken.None)).ToArray();
        Assert.Equal(35, scans.Count(wait => wait.IsCompleted));

        // Thirteen clicks at once while the scan waits: none waits, and the scan goes on when their share has drained.
        var clicks = Enumerable.Range(0, AtOnce - 35).Select(_ => bucket.WaitAsync(CancellationToken.None)).ToArray();
        Assert.All(clicks, click => Assert.True(click.IsCompletedSuccessfully));
        time.Advance(TimeSpan.FromSeconds(6.4));
        Assert.Equal(35, scans.Count(wait => wait.IsCompleted));
        time.Advance(TimeSpan.FromSeconds(0.7));
        Assert.Equal(36, scans.Count(wait => wait.IsCompleted));
    });

    [Fact]
    public Task WaitAsync_ScanAlone_HasTheWholeRate() => Task.Run(() =>
    {
        var time = new ManualTime();
        using var bucket = new RequestBucket(RateLimit.Standard, time);
        var scans = Enumerable.Range(0, 200).Select(_ => bucket.WaitAsync(CallLane.Scan, CancellationToken.None)).ToArray();

        time.Advance(TimeSpan.FromSeconds(60));

        // 35 of the burst, then 2 per second.
        Assert.Equal(35 + 120, scans.Count(wait => wait.IsCompleted));
    });

    [Fact]
    public Task WaitAsync_PersonBehindWaitingScans_IsServedFirst() => Task.Run(() =>
    {
        var time = new ManualTime();
        using var bucket = new RequestBucket(new RateLimit(1, 3), time);
        Assert.True(bucket.WaitAsync(CancellationToken.None).IsCompleted);
        var scan = bucket.WaitAsync(CallLane.Scan, CancellationToken.None);
        var click = bucket.WaitAsync(CancellationToken.None);

        time.Advance(TimeSpan.FromMilliseconds(1001));

        Assert.True(click.IsCompletedSuccessfully);
        Assert.False(scan.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1001));
        Assert.True(scan.IsCompletedSuccessfully);
    });

    [Fact]
    public void WaitAsync_AfterALongPause_OnlyTheBurstPasses()
    {
        var time = new ManualTime();
        using var bucket = new RequestBucket(RateLimit.Standard, time);
        Assert.True(bucket.WaitAsync(CancellationToken.None).IsCompleted);
        time.Advance(TimeSpan.FromHours(5));

        var waits = Enumerable.Range(0, 60).Select(_ => bucket.WaitAsync(CancellationToken.None)).ToArray();

        Assert.Equal(AtOnce, waits.Count(wait => wait.IsCompleted));
    }

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
}
