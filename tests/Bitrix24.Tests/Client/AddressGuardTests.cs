using System.Net;
using System.Net.Sockets;

namespace DedupPortal.Bitrix24.Tests.Client;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("http://acme.example/rest/1/abcdef123456/", AddressGuard.HttpsRequired)]
    [InlineData("https://127.0.0.1/rest/1/abcdef123456/", AddressGuard.NotPublic)]
    [InlineData("https://2130706433/rest/1/abcdef123456/", AddressGuard.NotPublic)]
    [InlineData("https://0x7f.1/rest/1/abcdef123456/", AddressGuard.NotPublic)]
    [InlineData("https://[::1]/rest/1/abcdef123456/", AddressGuard.NotPublic)]
    [InlineData("https://[::ffff:10.0.0.1]/rest/1/abcdef123456/", AddressGuard.NotPublic)]
    [InlineData("https://169.254.169.254/rest/1/abcdef123456/", AddressGuard.NotPublic)]
    public async Task CallAsync_AddressAsWritten_RefusedWithoutAttempt(string url, string code)
    {
        var log = new CollectedLog();
        using var factory = new BitrixClientFactory(new BitrixClientOptions(), TimeProvider.System, log);

        var answer = await factory.Create(Webhook(url)).CallAsync(new BitrixCall("profile"), CancellationToken.None);

        Assert.Equal(code, Assert.IsType<BitrixError.AddressRefused>(answer.Error).Code);
        Assert.Empty(log.Lines);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.5")]
    [InlineData("fd00::5")]
    [InlineData("8.8.8.8", "192.168.0.1")]
    public async Task CallAsync_NameThatPointsInside_RefusedBeforeConnecting(params string[] addresses)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var guard = new AddressGuard([], (_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)));
        using var factory = new BitrixClientFactory(new BitrixClientOptions(), TimeProvider.System, new CollectedLog(), guard);

        var answer = await factory.Create(Webhook($"https://inside.example:{port}/rest/1/abcdef123456/")).CallAsync(new BitrixCall("profile"), CancellationToken.None);

        Assert.Equal(AddressGuard.NotPublic, Assert.IsType<BitrixError.AddressRefused>(answer.Error).Code);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task CallAsync_Name_ResolvedOnceAndConnectedToThatAnswer()
    {
        // The name exists nowhere but here, and only its first answer leads to the portal: resolving again would miss it.
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("true"));
        var endpoint = $"portal.example:{portal.Address.Port}";
        var asked = 0;
        var guard = new AddressGuard([endpoint], (_, _) => Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Loopback : IPAddress.Parse("127.0.0.9")]));
        using var factory = new BitrixClientFactory(portal.Options(attempts: 1), TimeProvider.System, new CollectedLog(), guard);

        var answer = await factory.Create(Webhook($"http://{endpoint}/rest/1/abcdef123456/")).CallAsync(new BitrixCall("profile"), CancellationToken.None);

        Assert.True(answer.Succeeded);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task CallAsync_NameThatTurnsInward_NextConnectionRefused()
    {
        // Rebinding: each connection is judged by the answer it is made with, not by an earlier one.
        var answers = new Queue<IPAddress[]>([[IPAddress.Parse("0.0.0.0")], [IPAddress.Loopback], [IPAddress.Parse("::ffff:127.0.0.1")]]);
        var guard = new AddressGuard([], (_, _) => Task.FromResult(answers.Dequeue()));
        using var factory = new BitrixClientFactory(new BitrixClientOptions(), TimeProvider.System, new CollectedLog(), guard);
        var client = factory.Create(Webhook("https://rebinding.example/rest/1/abcdef123456/"));

        for (var index = 0; index < 3; index++)
            Assert.IsType<BitrixError.AddressRefused>((await client.CallAsync(new BitrixCall("profile"), CancellationToken.None)).Error);

        Assert.Empty(answers);
    }

    [Fact]
    public async Task CallAsync_NameWithoutAddress_HostNotFound()
    {
        var guard = new AddressGuard([], (_, _) => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)));
        var log = new CollectedLog();
        using var factory = new BitrixClientFactory(new BitrixClientOptions(), TimeProvider.System, log, guard);

        var answer = await factory.Create(Webhook("https://nowhere.example/rest/1/abcdef123456/")).CallAsync(new BitrixCall("profile"), CancellationToken.None);

        Assert.Equal(ClientCodes.HostNotFound, Assert.IsType<BitrixError.AddressRefused>(answer.Error).Code);
        Assert.Equal(1, log.Failures);
    }

    [Fact]
    public async Task CallAsync_AllowedEndpoint_MayBeLoopbackAndPlain()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("true"));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(new BitrixCall("profile"), CancellationToken.None);

        Assert.True(answer.Succeeded);
    }

    [Fact]
    public async Task CallAsync_AllowedHostAtAnotherPort_Refused()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("true"));
        var options = portal.Options();
        options.AllowedEndpoints = [$"127.0.0.1:{portal.Address.Port + 1}"];
        using var factory = new BitrixClientFactory(options, TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(new BitrixCall("profile"), CancellationToken.None);

        Assert.IsType<BitrixError.AddressRefused>(answer.Error);
        Assert.Empty(portal.Requests);
    }

    private static IncomingWebhook Webhook(string url)
    {
        Assert.True(IncomingWebhook.TryParse(url, out var webhook, out _));
        return webhook;
    }
}
