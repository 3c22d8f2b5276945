using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace DedupPortal.Bitrix24.Tests.Client;

public sealed class CallTests
{
    [Fact]
    public async Task CallAsync_Success_PostsJsonAndReadsEnvelope()
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(200, """
            {"result":{"ID":"120"},"total":"7","next":50,
             "time":{"start":1767000000,"duration":0.7,"operating":"0.592","operating_reset_at":1767000600}}
            """));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, NullLogger<BitrixClient>.Instance);

        var answer = await factory.Create(portal.Webhook).CallAsync(new BitrixCall("crm.contact.get", new JsonObject { ["id"] = 120 }), CancellationToken.None);

        Assert.Equal("120", answer.Value.Result!["ID"]!.GetValue<string>());
        Assert.Equal(7, answer.Value.Total);
        Assert.Equal(50, answer.Value.Next);
        Assert.Equal(0.592, answer.Value.Operating);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1767000600), answer.Value.OperatingResetAt);
        var request = Assert.Single(portal.Requests);
        Assert.Equal($"/rest/1/{ScriptedPortal.Secret}/crm.contact.get.json", request.Path);
        Assert.Equal("""{"id":120}""", request.Body);
        Assert.Equal("DedupPortal/1.0", request.UserAgent);
    }
}
