using System.Text.Json.Nodes;
using DedupPortal.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>The application's way against the emulator, which shares no code with the client: connecting, calling, running out, leaving.</summary>
public sealed class EmulatorOAuthTests(ContractPortalFixture portal) : IClassFixture<ContractPortalFixture>, IAsyncLifetime
{
    private static readonly HttpClient s_browser = new(new HttpClientHandler { AllowAutoRedirect = false });

    private readonly CollectedLog _log = new();
    private BitrixClientFactory _factory = null!;

    private EmulatorProcess Emulator => portal.Emulator;

    private OAuthApplication Application => new(Emulator.ClientId, new Secret(Emulator.ClientSecret));

    public async ValueTask InitializeAsync()
    {
        await Emulator.ResetAsync();
        _factory = NewFactory();
    }

    public ValueTask DisposeAsync()
    {
        _factory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Connect_Redirect_Exchange_Verify_Call()
    {
        var tokens = await SignInAsync();
        var verified = (await _factory.OAuth.VerifyAsync(Application, tokens, CancellationToken.None)).Value;
        using var store = new MemoryTokenStore(verified);

        var profile = await Client(store).CallAsync(new BitrixCall("profile"), CancellationToken.None);

        Assert.Equal(1, verified.UserId);
        Assert.Equal(Emulator.Address.Authority, verified.Portal.Endpoint);
        Assert.Equal("1", profile.Value.Result!["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task ExchangeCode_SecondTimeOrTooLate_Refused()
    {
        var (redirect, server) = await AuthorizeAsync();
        Assert.True((await _factory.OAuth.ExchangeCodeAsync(Application, server, redirect.Code, CancellationToken.None)).Succeeded);
        Assert.IsType<BitrixError.CredentialRevoked>((await _factory.OAuth.ExchangeCodeAsync(Application, server, redirect.Code, CancellationToken.None)).Error);

        (redirect, server) = await AuthorizeAsync();
        await Emulator.HandleAsync("/_clock", new { advance = 31 });

        Assert.IsType<BitrixError.CredentialRevoked>((await _factory.OAuth.ExchangeCodeAsync(Application, server, redirect.Code, CancellationToken.None)).Error);
    }

    [Fact]
    public async Task UnknownClient_RefusedAlthoughTheStatusIs200()
    {
        var tokens = await SignInAsync();

        var answer = await _factory.OAuth.RefreshAsync(Application with { ClientId = "local.0000.0000" }, tokens, CancellationToken.None);

        Assert.Equal("wrong_client", Assert.IsType<BitrixError.CredentialRevoked>(answer.Error).Code);
    }

    [Fact]
    public async Task TokenRunsOut_FiftyWritesInTwoProcesses_OneRefreshAndEachDoneOnce()
    {
        using var store = new MemoryTokenStore(await SignInAsync());
        using var other = NewFactory();
        await Emulator.HandleAsync("/_clock", new { advance = 3601 });
        await Emulator.ClearJournalAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Client(store, number % 2 == 0 ? _factory : other).CallAsync(
            new BitrixCall("crm.company.add", new JsonObject { ["fields"] = new JsonObject { ["TITLE"] = $"Company {number}" } }), CancellationToken.None)));

        Assert.All(answers, answer => Assert.True(answer.Succeeded));
        Assert.Equal(50, answers.Select(answer => answer.Value.Result!.GetValue<int>()).Distinct().Count());
        var journal = await Emulator.JournalAsync();
        Assert.Single(journal, entry => entry!["method"]!.GetValue<string>() == "oauth/token");
        Assert.Equal(1, store.Writes);
    }

    [Fact]
    public async Task List_TokenRunsOutInTheMiddle_ReadToItsEnd()
    {
        using var store = new MemoryTokenStore(await SignInAsync());
        var rows = 0;

        await foreach (var page in Client(store).ReadRowsAsync(CrmListing.Ids(EntityType.Contact), 0, CancellationToken.None))
        {
            rows += page.Value.Count;
            if (rows == 50) await Emulator.HandleAsync("/_clock", new { advance = 3601 });
        }

        Assert.Equal(120, rows);
    }

    [Fact]
    public async Task Uninstalled_CallsAndRefreshAreRefusedForGood()
    {
        using var store = new MemoryTokenStore(await SignInAsync());
        await Emulator.HandleAsync("/_app/uninstall");

        Assert.IsType<BitrixError.CredentialRevoked>((await Client(store).CallAsync(new BitrixCall("profile"), CancellationToken.None)).Error);
        Assert.IsType<BitrixError.CredentialRevoked>((await _factory.OAuth.RefreshAsync(Application, store.Stored, CancellationToken.None)).Error);
    }

    [Fact]
    public async Task Callbacks_AsThePortalPostsThem_ReadAndVerified()
    {
        await using var receiver = await Bitrix24.Tests.Emulator.FormReceiver.StartAsync();
        await Emulator.HandleAsync("/_app", new { installer = receiver.Address + "/install" });
        await Emulator.HandleAsync("/_app/install");

        var installed = Assert.IsType<PortalCallback.Installed>(PortalCallback.Read((await receiver.TakeAsync(1))[0].Fields, DateTimeOffset.UtcNow));

        Assert.True((await _factory.OAuth.VerifyAsync(Application, installed.Tokens, CancellationToken.None)).Succeeded);
        Assert.Equal(ClientCodes.OtherApplication, (await _factory.OAuth.VerifyAsync(Application with { ClientId = "local.0000.0000" }, installed.Tokens, CancellationToken.None)).Error!.Code);

        await Emulator.HandleAsync("/_app/uninstall");
        var uninstalled = Assert.IsType<PortalCallback.Uninstalled>(PortalCallback.Read((await receiver.TakeAsync(1))[0].Fields, DateTimeOffset.UtcNow));
        Assert.True(ApplicationToken.Matches(installed.Token, uninstalled.Token));
    }

    [Fact]
    public async Task NothingSecret_InTheLog()
    {
        using var store = new MemoryTokenStore(await SignInAsync());
        var before = store.Stored;
        await Emulator.HandleAsync("/_clock", new { advance = 3601 });

        await Client(store).CallAsync(new BitrixCall("profile"), CancellationToken.None);
        await _factory.OAuth.RefreshAsync(Application, before, CancellationToken.None);

        Assert.NotEmpty(_log.Lines);
        foreach (var line in _log.Lines)
            foreach (var secret in new[] { before.AccessToken, before.RefreshToken, store.Stored.AccessToken, store.Stored.RefreshToken, Application.ClientSecret })
                Assert.DoesNotContain(secret.Reveal(), line, StringComparison.OrdinalIgnoreCase);
    }

    private BitrixClientFactory NewFactory()
    {
        var options = new BitrixClientOptions
        {
            RetryBase = TimeSpan.FromMilliseconds(1), RequestsPerSecond = 100_000, RequestBurst = 100_000,
            AllowedEndpoints = [Emulator.Address.Authority], AuthServers = [Emulator.AuthServer.ToString()],
        };
        return new BitrixClientFactory(options, TimeProvider.System, _log);
    }

    private BitrixClient Client(MemoryTokenStore store, BitrixClientFactory? factory = null) =>
        (factory ?? _factory).Create(new OAuthAccess(Application, store.Stored.MemberId, store.Stored.Portal, store));

    private async Task<OAuthTokens> SignInAsync()
    {
        var (redirect, server) = await AuthorizeAsync();
        return (await _factory.OAuth.ExchangeCodeAsync(Application, server, redirect.Code, CancellationToken.None)).Value;
    }

    /// <summary>A person agrees in the browser; the server is the one that the redirect names.</summary>
    private async Task<(OAuthRedirect Redirect, Uri Server)> AuthorizeAsync()
    {
        await Emulator.HandleAsync("/_app", new { redirect = "http://127.0.0.1:9/callback" });
        await Emulator.HandleAsync("/_portal", new { browserUser = 1 });
        Assert.True(PortalAddress.TryParse(Emulator.Address.ToString(), out var address));
        using var response = await s_browser.GetAsync(Application.AuthorizeUrl(address, "s7"));
        var query = QueryHelpers.ParseQuery(response.Headers.Location!.Query);
        Assert.True(OAuthRedirect.TryRead(name => query.TryGetValue(name, out var value) ? value.ToString() : null, out var redirect));
        Assert.Equal("s7", redirect.State);
        return (redirect, redirect.Server);
    }
}
