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

        var installed = Assert.IsType<PortalCallback.Installed>(await ReadAsync(receiver));

        Assert.True((await _factory.OAuth.VerifyAsync(Application, installed.Tokens, CancellationToken.None)).Succeeded);
        Assert.Equal(ClientCodes.OtherApplication, (await _factory.OAuth.VerifyAsync(Application with { ClientId = "local.0000.0000" }, installed.Tokens, CancellationToken.None)).Error!.Code);

        using var store = new MemoryTokenStore(installed.Tokens);
        foreach (var name in (string[])["ONAPPUNINSTALL", "ONCRMCONTACTUPDATE"])
            Assert.True((await Client(store).CallAsync(new BitrixCall("event.bind", new JsonObject { ["event"] = name, ["handler"] = receiver.Address + "/events" }), CancellationToken.None)).Succeeded);
        await Emulator.CallAsync("crm.contact.update", new { id = 120, fields = new { NAME = "Renamed" } });
        var change = Assert.IsType<PortalCallback.Event>(await ReadAsync(receiver));
        Assert.Equal(new EntityRef(EntityType.Contact, 120), change.Change.Card);
        Assert.True(ApplicationToken.Matches(installed.Token, change.Token));

        await Emulator.HandleAsync("/_app/uninstall", new { clean = true });
        var uninstalled = Assert.IsType<PortalCallback.Uninstalled>(await ReadAsync(receiver));
        Assert.True(ApplicationToken.Matches(installed.Token, uninstalled.Token));
        Assert.True(uninstalled.Clean);
    }

    [Fact]
    public async Task OfflineQueue_ReadDealtWithAndCleared_NothingLostInBetween()
    {
        using var store = new MemoryTokenStore(await SignInAsync());
        var queue = new OfflineQueue(Client(store), "dedup");
        Assert.Empty((await queue.BindAsync(PortalChange.CardEvents, CancellationToken.None)).Value);
        Assert.Empty((await queue.BindAsync(PortalChange.CardEvents, CancellationToken.None)).Value);
        await Emulator.CallAsync("crm.contact.update", new { id = 120, fields = new { NAME = "A" } });
        await Emulator.CallAsync("crm.contact.update", new { id = 120, fields = new { NAME = "B" } });
        await Emulator.CallAsync("crm.contact.delete", new { id = 144 });

        var reading = (await queue.ReadAsync(CancellationToken.None)).Value;

        Assert.Equal(
            [(ChangeKind.Updated, "contact:120"), (ChangeKind.Deleted, "contact:144")],
            reading.Events.Where(entry => entry.Change.Card is not null).Select(entry => (entry.Change.Kind, entry.Change.Card.ToString()!)).Order());

        // The reader falls over here: the next one finds what was reserved, and nothing else is in the queue.
        Assert.Empty((await queue.ReadAsync(CancellationToken.None)).Value.Events);
        var left = Assert.Single((await queue.ReservedAsync(CancellationToken.None)).Value);
        var again = (await queue.ReadAgainAsync(left, CancellationToken.None)).Value;
        Assert.Equal(reading.Events, again.Events);

        Assert.True((await queue.FailAsync(again, [again.Events[0].MessageId], CancellationToken.None)).Succeeded);
        Assert.Empty((await queue.ReservedAsync(CancellationToken.None)).Value);
        Assert.Empty((await queue.ReadAsync(CancellationToken.None)).Value.Events);
    }

    [Fact]
    public async Task OfflineQueue_OurOwnWrites_LeaveNoEntries()
    {
        using var store = new MemoryTokenStore(await SignInAsync());
        var client = _factory.Create(new OAuthAccess(Application, store.Stored.MemberId, store.Stored.Portal, store), new CallPolicy { AuthConnector = "dedup" });
        var queue = new OfflineQueue(client, "dedup");
        Assert.Empty((await queue.BindAsync(["ONCRMCONTACTUPDATE"], CancellationToken.None)).Value);
        BitrixCall Rename(int id) => new("crm.contact.update", new JsonObject { ["id"] = id, ["fields"] = new JsonObject { ["NAME"] = $"Ours {id}" } });

        Assert.True((await client.CallAsync(Rename(120), CancellationToken.None)).Succeeded);
        Assert.Null((await client.BatchAsync([("a", Rename(131))], halt: true, CancellationToken.None)).Value.FirstFailure);
        await Emulator.CallAsync("crm.contact.update", new { id = 144, fields = new { NAME = "Theirs" } });

        Assert.Equal(new EntityRef(EntityType.Contact, 144), Assert.Single((await queue.ReadAsync(CancellationToken.None)).Value.Events).Change.Card);
    }

    [Fact]
    public async Task CheckAsync_ByApplication_PlanLinesChannelsAndQueue()
    {
        using var store = new MemoryTokenStore(await SignInAsync());
        await Emulator.HandleAsync("/_portal", new { licence = "ru_ent250" });

        var report = (await PortalProbe.CheckAsync(Client(store), CancellationToken.None)).Value;

        Assert.Equal((RateLimit.Enterprise, false), (report.Plan!.Limit, report.Plan.IsOnPremise));
        Assert.NotEmpty(report.Lines!);
        Assert.Contains("telegrambot", report.Connectors!.Keys);
        Assert.True(report.RecycleBin);
        Assert.True(report.HasOfflineEvents && report.HasOwnQueue && report.IsSufficient);
        Assert.Empty(report.Limitations);
    }

    [Fact]
    public async Task CheckAsync_OnPremiseInSimpleMode_NamesEachLimitation()
    {
        using var store = new MemoryTokenStore(await SignInAsync());
        await Emulator.HandleAsync("/_portal", new { onPremise = true, simpleCrm = true, offlineEvents = false, missingMethods = new[] { "crm.item.import" }, recycleBin = false });

        var report = (await PortalProbe.CheckAsync(Client(store), CancellationToken.None)).Value;

        Assert.True(report.Plan!.IsOnPremise);
        Assert.False(report.RecycleBin);
        Assert.Equal((CrmMode.Simple, false), (report.Mode, report.HasOfflineEvents));
        Assert.Equal([PortalLimitationKind.SimpleMode, PortalLimitationKind.NoOfflineEvents], report.Limitations.Select(limitation => limitation.Kind));
        Assert.Equal("crm.item.import", Assert.Single(report.Gaps, gap => gap.Kind is PortalGapKind.Method).Name);
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

    private static async Task<PortalCallback?> ReadAsync(Bitrix24.Tests.Emulator.FormReceiver receiver) =>
        PortalCallback.Read((await receiver.TakeAsync(1))[0].Fields, DateTimeOffset.UtcNow);

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
