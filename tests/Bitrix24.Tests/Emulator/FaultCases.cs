using System.Net;
using System.Net.Http.Json;

namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class FaultCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Html502_SecondCallOnly_HtmlAndNotExecuted()
    {
        await Process.AddFaultAsync(new { method = "crm.contact.delete", kind = "html502", calls = new[] { 2 } });

        await CallAsync("crm.contact.delete", new { id = 201 });
        using var second = await Process.Http.GetAsync(new Uri(Process.AdminWebhook, "crm.contact.delete?id=202"));

        Assert.Equal(HttpStatusCode.BadGateway, second.StatusCode);
        Assert.Equal("text/html", second.Content.Headers.ContentType!.MediaType);
        Assert.Equal("202", (await ContactAsync(202))["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Lost504_InsideABatch_DoneButNotTold()
    {
        await Process.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "lost504" });

        using var response = await Process.Http.PostAsJsonAsync(new Uri(Process.AdminWebhook, "batch"),
            new { cmd = new { m = "crm.entity.mergeBatch?params[entityTypeId]=3&params[entityIds][]=131&params[entityIds][]=144" } });

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Refused(await CallAsync("crm.contact.get", new { id = 144 }), 400, "", "Not found");
    }

    [Theory]
    [InlineData("queryLimit", true)]
    [InlineData("overload", true)]
    [InlineData("html502", false)]
    public async Task WholeRequest_AtTheThirdCallOfABatch_ARateTurnsItAwayAGatewayLosesItHalfway(string kind, bool isWhole)
    {
        await Process.AddFaultAsync(new { method = "crm.contact.*", kind, calls = new[] { 2 } });
        var batch = new { cmd = new { a = "crm.lead.get?id=50", b = "crm.contact.delete?id=201", c = "crm.contact.delete?id=202" } };

        using var struck = await Process.Http.PostAsJsonAsync(new Uri(Process.AdminWebhook, "batch"), batch);
        await Process.ClearFaultsAsync();

        Assert.Equal(kind == "html502" ? HttpStatusCode.BadGateway : HttpStatusCode.ServiceUnavailable, struck.StatusCode);
        Assert.Equal(isWhole ? 200 : 400, (await CallAsync("crm.contact.get", new { id = 201 })).Status);
        Assert.Equal(200, (await CallAsync("crm.contact.get", new { id = 202 })).Status);
    }

    [Fact]
    public async Task QueryLimit_ByACallOfABatch_TheRepetitionPasses()
    {
        await Process.AddFaultAsync(new { method = "*", kind = "queryLimit", calls = new[] { 3 } });
        var batch = new { cmd = new { a = "crm.lead.get?id=50", b = "crm.contact.get?id=201" } };

        Refused(await CallAsync("batch", batch), 503, "QUERY_LIMIT_EXCEEDED", "Too many requests");
        Assert.Equal("201", (await CallAsync("batch", batch)).Result!["result"]!["b"]!["ID"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("drop", false)]
    [InlineData("dropAfter", true)]
    public async Task Drop_ConnectionCut_ExecutedOnlyWhenAfter(string kind, bool executed)
    {
        await Process.AddFaultAsync(new { method = "crm.contact.delete", kind });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Process.Http.GetAsync(new Uri(Process.AdminWebhook, "crm.contact.delete?id=201")));

        Assert.Equal(executed ? 400 : 200, (await CallAsync("crm.contact.get", new { id = 201 })).Status);
    }

    [Fact]
    public async Task Truncate_HalfOfTheJson()
    {
        await Process.AddFaultAsync(new { method = "profile", kind = "truncate" });

        var text = await Process.Http.GetStringAsync(new Uri(Process.AdminWebhook, "profile"));

        Assert.StartsWith("{", text, StringComparison.Ordinal);
        Assert.False(text.EndsWith('}'));
    }

    [Fact]
    public async Task Slow_AnswersLater()
    {
        await Process.AddFaultAsync(new { method = "profile", kind = "slow", ms = 300 });
        var started = TimeProvider.System.GetTimestamp();

        await CallAsync("profile");

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(290));
    }

    [Fact]
    public async Task Limits_ByName_TheirCodesAndInsideABatchTheirPlace()
    {
        await Process.AddFaultAsync(new[]
        {
            new { method = "crm.lead.list", kind = "queryLimit" }, new { method = "crm.deal.list", kind = "overload" }, new { method = "crm.company.list", kind = "operationLimit" },
        });

        Refused(await CallAsync("crm.lead.list"), 503, "QUERY_LIMIT_EXCEEDED", "Too many requests");
        Refused(await CallAsync("crm.deal.list"), 503, "OVERLOAD_LIMIT", "REST API is blocked");
        Refused(await CallAsync("crm.company.list"), 429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.");
        var batch = await CallAsync("batch", new { cmd = new { a = "crm.company.list" } });
        Assert.Equal(200, batch.Status);
        Assert.Equal("OPERATION_TIME_LIMIT", batch.Result!["result_error"]!["a"]!["error"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("conflict", "CONFLICT")]
    [InlineData("error", "ERROR")]
    public async Task MergeFaults_StatusWithoutChange(string kind, string status)
    {
        await Process.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind });

        var answer = await CallAsync("crm.entity.mergeBatch", new { @params = new { entityTypeId = 3, entityIds = new[] { 131, 144 } } });

        Assert.Equal(status, answer.Result!["STATUS"]!.GetValue<string>());
        Assert.Equal("144", (await ContactAsync(144))["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task RevokeWebhook_FromThatCallOn_InvalidCredentialsUntilReset()
    {
        await Process.AddFaultAsync(new { method = "crm.contact.list", kind = "revokeWebhook", calls = new[] { 2 } });

        Assert.Equal(200, (await CallAsync("crm.contact.list")).Status);
        Refused(await CallAsync("crm.contact.list"), 401, "INVALID_CREDENTIALS", "Invalid request credentials");
        Refused(await CallAsync("profile"), 401, "INVALID_CREDENTIALS", "Invalid request credentials");
        await Process.ResetAsync();
        Assert.Equal(200, (await CallAsync("profile")).Status);
    }

    [Fact]
    public async Task Faults_UnknownKind_400WithTheKnownOnes()
    {
        using var response = await Process.Http.PostAsJsonAsync(new Uri("/_faults", UriKind.Relative), new { kind = "earthquake" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("lost504", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html200", HttpStatusCode.OK)]
    [InlineData("html503", HttpStatusCode.ServiceUnavailable)]
    public async Task Html_InPlaceOfAnAnswer_NotExecuted(string kind, HttpStatusCode status)
    {
        await Process.AddFaultAsync(new { method = "crm.contact.delete", kind });

        using var answer = await Process.Http.GetAsync(new Uri(Process.AdminWebhook, "crm.contact.delete?id=201"));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("201", (await ContactAsync(201))["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task ExpiredToken_ThatCallOnly_NotExecuted()
    {
        await Process.AddFaultAsync(new { method = "crm.contact.delete", kind = "expiredToken", calls = new[] { 1 } });

        Refused(await CallAsync("crm.contact.delete", new { id = 201 }), 401, "expired_token", "The access token provided has expired.");
        Assert.Equal(200, (await CallAsync("crm.contact.delete", new { id = 201 })).Status);
    }

    [Fact]
    public async Task Refuse_AnyError_AsItWasWrittenAndInsideABatchInItsPlace()
    {
        await Process.AddFaultAsync(new { method = "crm.contact.*", kind = "refuse", status = 403, error = "METHOD_CONFIRM_DENIED", description = "Denied" });
        await Process.AddFaultAsync(new { method = "crm.lead.list", kind = "refuse", error = 0, description = "Zero" });

        Refused(await CallAsync("crm.contact.list"), 403, "METHOD_CONFIRM_DENIED", "Denied");
        Assert.Equal("0", Json((await CallAsync("crm.lead.list")).Body["error"]));
        var batch = await CallAsync("batch", new { cmd = new { a = "crm.contact.get?id=120", b = "profile" } });
        Assert.Equal("METHOD_CONFIRM_DENIED", batch.Result!["result_error"]!["a"]!["error"]!.GetValue<string>());
        Assert.Equal("1", batch.Result!["result"]!["b"]!["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Case73_RenamedPortal_302ThenTheNewHostAnswers()
    {
        await Process.AddFaultAsync(new { kind = "rename302" });
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler);

        using var old = await client.PostAsJsonAsync(new Uri(Process.AdminWebhook, "crm.contact.add"), new { fields = new { NAME = "Moved" } });
        using var moved = await client.PostAsJsonAsync(old.Headers.Location, new { fields = new { NAME = "Moved" } });

        Assert.Equal(HttpStatusCode.Found, old.StatusCode);
        Assert.Equal("text/html", old.Content.Headers.ContentType!.MediaType);
        Assert.Equal("localhost", old.Headers.Location!.Host);
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        await Process.ClearFaultsAsync();
        Assert.Equal(121, (await CallAsync("crm.contact.list")).Body["total"]!.GetValue<int>());
    }
}
