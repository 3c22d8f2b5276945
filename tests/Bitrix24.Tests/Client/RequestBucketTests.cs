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
        var bucket = new RequestBucket(RateLimit.Standard, time);
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
        var bucket = new RequestBucket(RateLimit.Standard, time);
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
        var bucket = new RequestBucket(RateLimit.Standard, time);
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
    public Task MarkFull_AfterARefusal_NextWaitsForOneToDrain() => Task.Run(() =>
    {
        var time = new ManualTime();
        var bucket = new RequestBucket(RateLimit.Standard, time);

        bucket.MarkFull();
        var next = bucket.WaitAsync(CancellationToken.None);

        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(501));
        Assert.True(next.IsCompletedSuccessfully);
    });

    [Fact]
    public void WaitAsync_AfterALongPause_OnlyTheBurstPasses()
    {
        var time = new ManualTime();
        var bucket = new RequestBucket(RateLimit.Standard, time);
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
