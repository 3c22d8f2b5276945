using System.Text.Json;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Behaviour 10 of the contract: every kind of fault strikes the calls of its method that it names, and no other.</summary>
public sealed class FaultCallCases(ContractPortal portal) : ContractCase(portal)
{
    [Theory]
    [InlineData("html502", "502 text/html")]
    [InlineData("html503", "503 text/html")]
    [InlineData("html200", "200 text/html")]
    [InlineData("drop", "cut")]
    [InlineData("dropAfter", "cut")]
    [InlineData("lost504", "504 text/html")]
    [InlineData("truncate", "200 torn")]
    [InlineData("slow", "200 late")]
    [InlineData("queryLimit", "503 QUERY_LIMIT_EXCEEDED")]
    [InlineData("overload", "503 OVERLOAD_LIMIT")]
    [InlineData("operationLimit", "429 OPERATION_TIME_LIMIT")]
    [InlineData("expiredToken", "401 expired_token")]
    [InlineData("refuse", "418 TEAPOT")]
    [InlineData("rename302", "302 text/html")]
    public async Task Kind_SecondCallOfItsMethod_ThatOneOnly(string kind, string seen)
    {
        await Process.AddFaultAsync(new { method = "crm.contact.*", kind, calls = new[] { 2 }, ms = 700, status = 418, error = "TEAPOT" });

        var answers = new List<string>();
        foreach (var call in new[] { "crm.contact.get?id=120", "crm.lead.get?id=50", "crm.contact.get?id=131", "crm.lead.get?id=50", "crm.contact.get?id=144" })
            answers.Add(await LookAsync(call));

        Assert.Equal(["200 120", "200 50", seen, "200 50", "200 144"], answers);
    }

    [Theory]
    [InlineData("conflict", "CONFLICT")]
    [InlineData("error", "ERROR")]
    [InlineData("partialMerge", "ERROR")]
    public async Task MergeKind_SecondCall_ThatOneOnly(string kind, string status)
    {
        var third = (await CallAsync("crm.contact.add", new { fields = new { NAME = "Anna" } })).Result!.GetValue<int>();
        var fourth = (await CallAsync("crm.contact.add", new { fields = new { NAME = "Anna" } })).Result!.GetValue<int>();
        await Process.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind, calls = new[] { 2 } });
        async Task<string> MergeAsync(params int[] entityIds) =>
            (await CallAsync("crm.entity.mergeBatch", new { @params = new { entityTypeId = 3, entityIds } })).Result!["STATUS"]!.GetValue<string>();

        Assert.Equal("SUCCESS", await MergeAsync(131, 144));
        Assert.Equal(status, await MergeAsync(131, third, fourth));
        Assert.Equal(kind == "partialMerge", (await CallAsync("crm.contact.get", new { id = third })).Status == 400);
        Assert.Equal("SUCCESS", await MergeAsync(131, fourth));
    }

    [Fact]
    public async Task Rename_OfAMethod_TheRepetitionAtTheNewHostPasses()
    {
        await Process.AddFaultAsync(new { method = "crm.contact.get", kind = "rename302" });
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        using var old = await client.GetAsync(new Uri(Process.AdminWebhook, "crm.contact.get?id=120"));
        using var moved = await client.GetAsync(old.Headers.Location);

        Assert.Equal((302, 200), ((int)old.StatusCode, (int)moved.StatusCode));
        Assert.Equal("200 50", await LookAsync("crm.lead.get?id=50"));
    }

    private async Task<string> LookAsync(string call)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            using var response = await client.GetAsync(new Uri(Process.AdminWebhook, call));
            var late = TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(690);
            var (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
            if (response.Content.Headers.ContentType!.MediaType is "text/html" and var html)
                return $"{status} {html}";
            var body = JsonDocument.Parse(text).RootElement;
            return body.TryGetProperty("error", out var error) ? $"{status} {error.GetString()}"
                : call.Contains("131", StringComparison.Ordinal) && late ? $"{status} late"
                : $"{status} {body.GetProperty("result").GetProperty("ID").GetString()}";
        }
        catch (HttpRequestException)
        {
            return "cut";
        }
        catch (JsonException)
        {
            return "200 torn";
        }
    }
}
