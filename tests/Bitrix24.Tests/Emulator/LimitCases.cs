using System.Net;
using System.Net.Sockets;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>The portal's clock is stopped here: what drains and what leaves the window is a matter of arithmetic, not of a quick machine.</summary>
public sealed class LimitCases(ContractPortal portal) : ContractCase(portal), IAsyncLifetime
{
    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await Process.HandleAsync("/_clock", new { running = false });
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await Process.ResetAsync();
        await Process.HandleAsync("/_clock", new { running = true });
        await DisposeAsync();
    }

    [Theory]
    [InlineData("on", 50, 2)]
    [InlineData("enterprise", 250, 5)]
    public async Task Case67_MoreAtOnceThanTheBucketHolds_TheRestRefusedAndThenSomeASecond(string rate, int brim, int drain)
    {
        await Process.HandleAsync("/_limits", new { rate });

        var answers = await Task.WhenAll(Enumerable.Range(0, brim + 10).Select(_ => CallAsync("server.time")));

        Assert.Equal(brim, answers.Count(a => a.Status == 200));
        Assert.All(answers.Where(a => a.Status != 200), a => Refused(a, 503, "QUERY_LIMIT_EXCEEDED", "Too many requests"));
        await Process.AdvanceAsync(TimeSpan.FromSeconds(1));
        var later = await Task.WhenAll(Enumerable.Range(0, drain + 1).Select(_ => CallAsync("server.time")));
        Assert.Equal(drain, later.Count(a => a.Status == 200));
    }

    [Fact]
    public async Task Rate_Batch_IsOneRequest()
    {
        await Process.HandleAsync("/_limits", new { rate = "on" });

        var statuses = new List<int>();
        for (var i = 0; i < 51; i++)
            statuses.Add((await CallAsync("batch", new { cmd = Enumerable.Repeat("server.time", 10).ToArray() })).Status);

        Assert.Equal(50, statuses.Count(s => s == 200));
    }

    [Fact]
    public async Task Rate_AnotherSourceAddress_HasABucketOfItsOwn()
    {
        await Process.HandleAsync("/_limits", new { rate = "on" });
        await Task.WhenAll(Enumerable.Range(0, 51).Select(_ => CallAsync("server.time")));
        using var elsewhere = new HttpClient(From(IPAddress.Parse("127.0.0.2")));

        using var answer = await elsewhere.GetAsync(new Uri(Process.AdminWebhook, "server.time"));

        Assert.Equal(503, (await CallAsync("server.time")).Status);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Case68_OperatingTimeOfAMethodUsedUp_429UntilTheBasketsHaveLeft()
    {
        await Process.HandleAsync("/_limits", new { operating = 5, costs = new Dictionary<string, double> { ["crm.lead.list"] = 2.5 } });

        // 2.5, 5 and 7.5 s: the call that crosses the limit still finishes.
        for (var i = 1; i <= 3; i++)
            Assert.Equal(2.5 * i, Operating(await CallAsync("crm.lead.list")));

        Refused(await CallAsync("crm.lead.list"), 429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.");
        Assert.Equal(200, (await CallAsync("crm.deal.list")).Status);
        var batch = await CallAsync("batch", new { cmd = new { a = "crm.lead.list", b = "crm.deal.list" } });
        Assert.Equal(200, batch.Status);
        Assert.Equal("OPERATION_TIME_LIMIT", batch.Result!["result_error"]!["a"]!["error"]!.GetValue<string>());
        Assert.Equal("b", Assert.Single(batch.Result!["result"]!.AsObject()).Key);
        await Process.AdvanceAsync(TimeSpan.FromMinutes(9));
        Assert.Equal(429, (await CallAsync("crm.lead.list")).Status);
        await Process.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2.5, Operating(await CallAsync("crm.lead.list")));
    }

    [Fact]
    public async Task Operating_OtherWebhook_OtherBudget()
    {
        await Process.HandleAsync("/_limits", new { operating = 1, costs = new Dictionary<string, double> { ["crm.lead.*"] = 2 } });

        await CallAsync("crm.lead.list");

        Assert.Equal(429, (await CallAsync("crm.lead.list")).Status);
        Assert.Equal(200, (await CallAsUserAsync("crm.lead.list")).Status);
    }

    [Fact]
    public async Task Operating_Application_BudgetOfItsOwn()
    {
        var token = (await Process.HandleAsync("/_app/open", new { handler = "http://127.0.0.1:9/" }))!["fields"]!["AUTH_ID"]!.GetValue<string>();
        Task<Answer> ByApplication() => CallAsync(new Uri(Process.Address, "/rest/"), "crm.lead.list", new { auth = token });
        await Process.HandleAsync("/_limits", new { operating = 1, costs = new Dictionary<string, double> { ["crm.lead.*"] = 2 } });

        await CallAsync("crm.lead.list");

        Assert.Equal((429, 200, 429), ((await CallAsync("crm.lead.list")).Status, (await ByApplication()).Status, (await ByApplication()).Status));
    }

    [Fact]
    public async Task Operating_OnPremise_NobodyCounts()
    {
        await Process.HandleAsync("/_limits", new { operating = 1, costs = new Dictionary<string, double> { ["crm.lead.*"] = 2 } });
        await Process.HandleAsync("/_portal", new { onPremise = true });

        await CallAsync("crm.lead.list");
        var second = await CallAsync("crm.lead.list");

        Assert.Equal((200, false), (second.Status, second.Body["time"]!.AsObject().ContainsKey("operating")));
    }

    [Fact]
    public async Task Rate_OfOnesOwn_BrimAndDrain()
    {
        await Process.HandleAsync("/_limits", new { rate = new { brim = 3, drain = 1 } });
        var first = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => CallAsync("server.time")));
        await Process.AdvanceAsync(TimeSpan.FromSeconds(2));
        var later = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => CallAsync("server.time")));

        Assert.Equal((3, 2), (first.Count(a => a.Status == 200), later.Count(a => a.Status == 200)));
    }

    [Fact]
    public async Task Operating_Merge_CountsSecondsWithoutTakingThem()
    {
        await Process.HandleAsync("/_limits", new { operating = 480 });

        var answer = await CallAsync("batch", new { cmd = new { m = "crm.entity.mergeBatch?params[entityTypeId]=3&params[entityIds][]=131&params[entityIds][]=144" } });

        var time = answer.Result!["result_time"]!["m"]!;
        Assert.Equal(1.5, time["operating"]!.GetValue<double>());
        Assert.InRange(time["operating_reset_at"]!.GetValue<long>() - (long)time["start"]!.GetValue<double>(), 540, 600);
        // The clock stands still: nothing was waited for.
        Assert.Equal(0, time["duration"]!.GetValue<double>());
        Assert.Null(answer.Body["time"]!["operating"]);
    }

    [Fact]
    public async Task Operating_Off_NotInTheTimeBlock() => Assert.Null((await CallAsync("crm.lead.list")).Body["time"]!["operating"]);

    [Fact]
    public async Task Limits_Unknown_400()
    {
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => Process.HandleAsync("/_limits", new { rate = "sometimes" }));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static double Operating(Answer answer) => answer.Body["time"]!["operating"]!.GetValue<double>();

    private static SocketsHttpHandler From(IPAddress address) => new()
    {
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
