namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>The operating time against a model of the portal: ten one-minute baskets, 480 s, refusing above.</summary>
public sealed class OperatingBudgetTests
{
    private const string Method = "crm.item.list";

    [Fact]
    public void ScanWait_UnderHalfOfTheShare_Nothing()
    {
        var budget = new OperatingBudget(OperatingBudget.CloudLimit, new ManualTime());
        budget.Report(Method, 167);

        Assert.Equal(TimeSpan.Zero, budget.ScanWait(Method));
        Assert.Equal(TimeSpan.Zero, budget.ScanWait("crm.contact.list"));
        Assert.Equal(167, budget.Used("CRM.Item.List"), 1e-6);
    }

    [Fact]
    public void ScanWait_FromHalfOn_ThePaceThatTheWindowGivesBack()
    {
        var budget = new OperatingBudget(OperatingBudget.CloudLimit, new ManualTime());
        budget.Report(Method, 0);
        budget.Report(Method, 100);
        budget.Report(Method, 200);

        // 336 s of 480 s are the scans': 100 s of work every 100 / 336 of ten minutes.
        Assert.Equal(600 * 100.0 / 336, budget.ScanWait(Method).TotalSeconds, 0.01);
    }

    [Fact]
    public void ScanWait_AtTheShare_UntilTheOldestBasketLeaves()
    {
        // 12:00:00; the first basket leaves at 12:10.
        var time = new ManualTime();
        var budget = new OperatingBudget(OperatingBudget.CloudLimit, time);
        budget.Report(Method, 0);
        budget.Report(Method, 100);
        time.Advance(TimeSpan.FromMinutes(2));
        budget.Report(Method, 336);

        Assert.Equal(TimeSpan.FromMinutes(8), budget.ScanWait(Method));
        time.Advance(TimeSpan.FromMinutes(8));
        Assert.Equal(236, budget.Used(Method));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, budget.Used(Method));
        Assert.Equal(TimeSpan.Zero, budget.ScanWait(Method));
    }

    [Fact]
    public void Report_ThePortalSaysLess_TheOldestBasketsLeft()
    {
        var time = new ManualTime();
        var budget = new OperatingBudget(OperatingBudget.CloudLimit, time);
        budget.Report(Method, 0);
        budget.Report(Method, 100);
        time.Advance(TimeSpan.FromMinutes(5));
        budget.Report(Method, 300);

        budget.Report(Method, 210);

        Assert.Equal(210, budget.Used(Method));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(200, budget.Used(Method));
    }

    [Fact]
    public void MarkSpent_TheWaitThatThePortalImplied()
    {
        var time = new ManualTime();
        var budget = new OperatingBudget(OperatingBudget.CloudLimit, time);

        budget.MarkSpent(Method, TimeSpan.FromMinutes(3));

        Assert.Equal(TimeSpan.FromMinutes(3), budget.ScanWait(Method));
        Assert.Equal(480, budget.Used(Method), 1e-6);

        // Who used it and when is not known: taken as spread over the window, 48 s leave with each minute.
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(336, budget.Used(Method), 1e-6);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, budget.ScanWait(Method));
    }

    [Fact]
    public void Report_FirstOneOfAProcess_WasUsedOverTheWindow()
    {
        var time = new ManualTime();
        var budget = new OperatingBudget(OperatingBudget.CloudLimit, time);

        budget.Report(Method, 400);

        // 336 s are the scans': after the second minute 320 s are left.
        Assert.Equal(TimeSpan.FromMinutes(2), budget.ScanWait(Method));
        time.Advance(TimeSpan.FromMinutes(2));
        budget.Report(Method, 390);
        Assert.NotEqual(TimeSpan.Zero, budget.ScanWait(Method));
    }

    // Seconds of work per call: a scan that calls whenever it may, for an hour, against the portal's own count.
    [Theory]
    [InlineData(0.5)]
    [InlineData(2.0)]
    [InlineData(7.0)]
    [InlineData(30.0)]
    public void ScanForAnHour_NeverAboveItsShareAndNotFarBelow(double cost)
    {
        var time = new ManualTime();
        var budget = new OperatingBudget(OperatingBudget.CloudLimit, time);
        var portal = new PortalCount();
        var (worst, calls) = (0.0, 0);
        for (var step = 0; step < 36_000; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            if (budget.ScanWait(Method) > TimeSpan.Zero) continue;
            budget.Report(Method, portal.Add(time.GetUtcNow(), cost));
            worst = Math.Max(worst, portal.Sum(time.GetUtcNow()));
            calls++;
        }

        // The call that crosses 336 s still finishes. An hour's share is six windows; what a call may overlap of one is lost.
        Assert.InRange(worst, 0, 336 + cost);
        Assert.InRange(calls * cost, 6 * 336 * 0.85, (6 * 336) + 336);
    }

    [Fact]
    public async Task ScanLane_BudgetUsedByScans_IsNotSentWhileAPersonIs()
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(200, """{"result":[],"time":{"operating":350.5,"operating_reset_at":1900000000}}"""));
        using var factory = new BitrixClientFactory(portal.Options(), new ManualTime(), new CollectedLog());
        var person = factory.Create(portal.Webhook);
        Assert.True((await person.CallAsync(new BitrixCall(Method), CancellationToken.None)).Succeeded);

        var scan = await person.In(CallLane.Scan).CallAsync(new BitrixCall(Method), CancellationToken.None);
        var other = await person.In(CallLane.Scan).CallAsync(new BitrixCall("crm.contact.list"), CancellationToken.None);
        var click = await person.CallAsync(new BitrixCall(Method), CancellationToken.None);

        var later = Assert.IsType<BitrixError.RetryLater>(scan.Error);
        Assert.Equal((ClientCodes.OperatingReserve, RetryReason.OperatingLimit, false), (later.Code, later.Reason, later.AnswerLost));
        Assert.Equal(TimeSpan.FromMinutes(1), later.After);
        Assert.True(other.Succeeded && click.Succeeded);
        Assert.Equal(3, portal.Requests.Count);
    }

    [Fact]
    public async Task ScanLane_RefusedForOperatingTime_IsNotSentAgainBeforeTheTimeComesBack()
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(429, """{"error":"OPERATION_TIME_LIMIT","error_description":"Method is blocked due to operation time limit."}"""));
        using var factory = new BitrixClientFactory(portal.Options(), new ManualTime(), new CollectedLog());

        var scan = await factory.Create(portal.Webhook).In(CallLane.Scan).CallAsync(new BitrixCall(Method), CancellationToken.None);

        var later = Assert.IsType<BitrixError.RetryLater>(scan.Error);
        Assert.Equal((RetryReason.OperatingLimit, false), (later.Reason, later.AnswerLost));
        Assert.Equal(TimeSpan.FromMinutes(1), later.After);
        Assert.Single(portal.Requests);
    }

    [Fact]
    public async Task Batch_TimesOfItsCalls_CountPerMethod()
    {
        // The last word per method counts.
        var result = """{"result":{"a":1,"b":2,"c":3},"result_error":[],"result_time":{"a":{"operating":10.5},"b":{"operating":"200"},"c":{"operating":12}}}""";
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok(result));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var client = factory.Create(portal.Webhook);

        await client.BatchAsync([("a", new BitrixCall("crm.item.get")), ("b", new BitrixCall("crm.entity.mergeBatch")), ("c", new BitrixCall("crm.item.get"))], halt: true, CancellationToken.None);

        Assert.Equal((12, 200, 0), (client.Operating.Used("crm.item.get"), client.Operating.Used("crm.entity.mergeBatch"), client.Operating.Used("batch")));
        Assert.Equal(200, factory.Create(portal.Webhook).Operating.Used("crm.entity.mergeBatch"));
    }

    /// <summary>The portal's own books, written apart from ours: every use with its minute.</summary>
    private sealed class PortalCount
    {
        private readonly List<(long Minute, double Seconds)> _uses = [];

        internal double Add(DateTimeOffset now, double seconds)
        {
            _uses.Add((now.ToUnixTimeSeconds() / 60, seconds));
            return Sum(now);
        }

        internal double Sum(DateTimeOffset now) => _uses.Where(use => use.Minute > (now.ToUnixTimeSeconds() / 60) - 10).Sum(use => use.Seconds);
    }
}
