using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Bitrix24.Tests.Client;

public sealed class RepetitionTests
{
    private static readonly Scripted s_rate = new(503, """{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}""");
    private static readonly BitrixCall s_read = new("crm.contact.get");
    private static readonly BitrixCall s_write = new("crm.contact.add");

    [Fact]
    public async Task CallAsync_WriteRefusedForRate_SentAgainUntilAccepted()
    {
        await using var portal = await ScriptedPortal.StartAsync(s_rate, s_rate, Scripted.Ok("17"));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(s_write, CancellationToken.None);

        Assert.Equal(17, answer.Value.Result!.GetValue<int>());
        Assert.Equal(3, portal.Requests.Count);
    }

    [Fact]
    public async Task CallAsync_AbsoluteWriteMarkedRepeatable_SentAgainAfterServerFault()
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(502, "<html/>"), Scripted.Ok("true"));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(new BitrixCall("crm.contact.update") { Repeatable = true }, CancellationToken.None);

        Assert.True(answer.Succeeded);
        Assert.Equal(2, portal.Requests.Count);
    }

    [Fact]
    public async Task CallAsync_ConnectionDroppedOnUsedConnection_WriteIsNotSentAgain()
    {
        // An HTTP stack may itself repeat a request on a kept-alive connection that closes; a write must not be.
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("true"), new Scripted(0, ""));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var client = factory.Create(portal.Webhook);
        await client.CallAsync(s_read, CancellationToken.None);

        var answer = await client.CallAsync(s_write, CancellationToken.None);

        var lost = Assert.IsType<BitrixError.RetryLater>(answer.Error);
        Assert.Equal((RetryReason.Network, true), (lost.Reason, lost.AnswerLost));
        Assert.Equal(2, portal.Requests.Count);
    }

    [Fact]
    public async Task CallAsync_ConnectionDropped_ReadIsSentAgain()
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(0, ""), Scripted.Ok("true"));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(s_read, CancellationToken.None);

        Assert.True(answer.Succeeded);
        Assert.Equal(2, portal.Requests.Count);
    }

    [Fact]
    public async Task CallAsync_ConnectionRefused_EvenAWriteIsTriedAgainAndNothingIsLost()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = listener.LocalEndpoint.ToString()!;
        listener.Stop();
        Assert.True(IncomingWebhook.TryParse($"http://{endpoint}/rest/1/abcdef123456/", out var webhook, out _));
        var log = new CollectedLog();
        var options = new BitrixClientOptions { Attempts = 3, RetryBase = TimeSpan.FromMilliseconds(1), AllowedEndpoints = [endpoint] };
        using var factory = new BitrixClientFactory(options, TimeProvider.System, log);

        var answer = await factory.Create(webhook).CallAsync(s_write, CancellationToken.None);

        var later = Assert.IsType<BitrixError.RetryLater>(answer.Error);
        Assert.Equal((ClientCodes.NoConnection, RetryReason.Network, false), (later.Code, later.Reason, later.AnswerLost));
        Assert.Equal(3, log.Failures);
    }

    [Fact]
    public async Task CallAsync_NoAnswerInTime_LostAndNotRepeated()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("true") with { Delay = TimeSpan.FromSeconds(30) });
        var options = portal.Options();
        options.Timeout = TimeSpan.FromMilliseconds(300);
        using var factory = new BitrixClientFactory(options, TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(s_read, CancellationToken.None);

        var lost = Assert.IsType<BitrixError.RetryLater>(answer.Error);
        Assert.Equal((ClientCodes.Timeout, RetryReason.Timeout, true), (lost.Code, lost.Reason, lost.AnswerLost));
        Assert.Single(portal.Requests);
    }

    [Fact]
    public async Task CallAsync_CancelledByTheCaller_Throws()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("true") with { Delay = TimeSpan.FromSeconds(30) });
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => factory.Create(portal.Webhook).CallAsync(s_read, source.Token));
    }

    [Theory]
    [InlineData("https://new.example/rest/1/secretsecret/crm.contact.add.json", "new.example")]
    [InlineData("https://new.example:8443/rest/", "new.example:8443")]
    public async Task CallAsync_RedirectToAnotherHost_RenamedAndNotFollowed(string location, string endpoint)
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(302, "<html>moved</html>", "text/html", location));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(s_write, CancellationToken.None);

        Assert.Equal(endpoint, Assert.IsType<BitrixError.PortalRenamed>(answer.Error).NewEndpoint);
        Assert.Single(portal.Requests);
    }

    [Theory]
    [InlineData("/auth/?backurl=x", ClientCodes.Redirected)]
    [InlineData(null, ClientCodes.Redirected)]
    [InlineData("https://127.0.0.1/rest/", AddressGuard.HttpsRequired)]
    public async Task CallAsync_RedirectOnTheSameHost_AddressRefused(string? location, string code)
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(302, "", "text/html", location));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(s_read, CancellationToken.None);

        Assert.Equal(code, Assert.IsType<BitrixError.AddressRefused>(answer.Error).Code);
        Assert.Single(portal.Requests);
    }

    [Fact]
    public async Task CallAsync_OperatingLimitWithReset_ReportedAtOnceWithTheWait()
    {
        var reset = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds();
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(429, $$$"""{"error":"OPERATION_TIME_LIMIT","error_description":"","time":{"operating_reset_at":{{{reset}}}}}"""));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(s_read, CancellationToken.None);

        var later = Assert.IsType<BitrixError.RetryLater>(answer.Error);
        Assert.InRange(later.After!.Value, TimeSpan.FromMinutes(4.8), TimeSpan.FromMinutes(5));
        Assert.Single(portal.Requests);
    }

    [Fact]
    public async Task CallAsync_RetryAfterHeader_IsTheWait()
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(503, "<html/>", "text/html", RetryAfter: "120"));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(s_read, CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(120), Assert.IsType<BitrixError.RetryLater>(answer.Error).After);
        Assert.Single(portal.Requests);
    }

    [Fact]
    public async Task CallAsync_AnswerBeyondTheLimit_Rejected()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok($"\"{new string('x', 5000)}\""));
        var options = portal.Options();
        options.LargestAnswer = 1000;
        using var factory = new BitrixClientFactory(options, TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(s_read, CancellationToken.None);

        Assert.Equal(ClientCodes.AnswerTooLarge, Assert.IsType<BitrixError.Rejected>(answer.Error).Code);
        Assert.Single(portal.Requests);
    }

    [Fact]
    public async Task CallAsync_SelfSignedCertificate_AddressRefused()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var app = builder.Build();
        app.Run(context => context.Response.WriteAsync("""{"result":true}"""));
        await app.StartAsync();
        var address = new Uri(app.Urls.Single());
        Assert.True(IncomingWebhook.TryParse($"{address}rest/1/abcdef123456/", out var webhook, out _));
        using var factory = new BitrixClientFactory(new BitrixClientOptions { AllowedEndpoints = [$"{address.Host}:{address.Port}"] }, TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(webhook).CallAsync(s_read, CancellationToken.None);

        Assert.Equal(ClientCodes.Certificate, Assert.IsType<BitrixError.AddressRefused>(answer.Error).Code);
    }

    [Theory]
    [InlineData("crm.contact.get", true)]
    [InlineData("crm.contact.LIST", true)]
    [InlineData("imopenlines.crm.chat.getLastId", true)]
    [InlineData("crm.duplicate.findbycomm", true)]
    [InlineData("profile", true)]
    [InlineData("crm.contact.add", false)]
    [InlineData("crm.contact.update", false)]
    [InlineData("crm.contact.delete", false)]
    [InlineData("crm.entity.mergeBatch", false)]
    [InlineData("crm.deal.contact.items.set", false)]
    [InlineData("event.offline.get", false)]
    [InlineData("imopenlines.session.open", false)]
    public void Repeatable_ByName_OnlyReads(string method, bool expected) => Assert.Equal(expected, new BitrixCall(method).Repeatable);

    [Theory]
    [InlineData("../profile")]
    [InlineData("crm.contact.get?auth=x")]
    [InlineData("")]
    [InlineData("https://evil.example/")]
    public async Task CallAsync_NotAMethodName_Throws(string method)
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("true"));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        await Assert.ThrowsAsync<ArgumentException>(() => factory.Create(portal.Webhook).CallAsync(new BitrixCall(method, new JsonObject()), CancellationToken.None));
        Assert.Empty(portal.Requests);
    }
}
