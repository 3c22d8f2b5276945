using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>A call whose token ran out: refreshed once, stored before it is used, sent again once.</summary>
public sealed class TokenRenewalTests
{
    private static readonly BitrixCall s_write = new("crm.contact.add", new JsonObject { ["fields"] = new JsonObject() });

    [Fact]
    public async Task CallAsync_TokenGood_SentInTheBodyAndNothingRefreshed()
    {
        await using var portal = await AppPortal.StartAsync();
        using var store = new MemoryTokenStore(portal.Tokens(1));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Access(store)).CallAsync(s_write, CancellationToken.None);

        Assert.True(answer.Succeeded);
        Assert.Equal(0, portal.Refreshes);
        var sent = Assert.Single(portal.Requests);
        Assert.Equal("/rest/crm.contact.add.json", sent.Path);
        Assert.Equal("""{"auth":"access-1","fields":{}}""", sent.Body);
    }

    [Fact]
    public async Task CallAsync_TokenExpired_RefreshedStoredAndTheWriteDoneOnce()
    {
        await using var portal = await AppPortal.StartAsync();
        using var store = new MemoryTokenStore(portal.Tokens());
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Access(store)).CallAsync(s_write, CancellationToken.None);

        Assert.True(answer.Succeeded);
        Assert.Equal((1, 1, 1), (portal.Refreshes, store.Writes, portal.Executed.Count));
        Assert.Equal("refresh-1", store.Stored.RefreshToken.Reveal());
        Assert.Equal(17, store.Stored.UserId);
        Assert.Equal(["crm", "im"], store.Stored.Scopes);
        var form = portal.Requests.Single(request => request.Path == "/oauth/token/");
        Assert.Equal("grant_type=refresh_token&client_id=local.66a1.2b3c&client_secret=S3cr3tOfTheApplication&refresh_token=refresh-0", form.Body);
    }

    [Fact]
    public async Task CallAsync_FiftyAtOnceInTwoProcesses_OneRefresh()
    {
        await using var portal = await AppPortal.StartAsync();
        using var store = new MemoryTokenStore(portal.Tokens());
        using var first = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        using var second = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        // Each call by a client of its own, as the product opens them.
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number =>
            (number % 2 == 0 ? first : second).Create(portal.Access(store)).CallAsync(s_write, CancellationToken.None)));

        Assert.All(answers, answer => Assert.True(answer.Succeeded));
        Assert.Equal((1, 1, 50), (portal.Refreshes, store.Writes, portal.Executed.Count));
    }

    [Fact]
    public async Task CallAsync_ManyClientsWhoseStoresRememberTheOldPair_OneRefreshForAll()
    {
        await using var portal = await AppPortal.StartAsync();
        using var row = new MemoryTokenStore(portal.Tokens());
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var clients = Enumerable.Range(0, 20).Select(_ => factory.Create(portal.Access(new RememberingStore(row)))).ToList();

        var answers = await Task.WhenAll(clients.Select(client => client.CallAsync(s_write, CancellationToken.None)));
        var later = await Task.WhenAll(clients.Select(client => client.CallAsync(s_write, CancellationToken.None)));

        Assert.All(answers.Concat(later), answer => Assert.True(answer.Succeeded));
        Assert.Equal((1, 1, 40), (portal.Refreshes, row.Writes, portal.Executed.Count));
    }

    [Fact]
    public async Task CallAsync_NewTokenRefusedToo_ReturnedAfterOneRefresh()
    {
        await using var portal = await AppPortal.StartAsync(expiresAtOnce: true);
        using var store = new MemoryTokenStore(portal.Tokens());
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Access(store)).CallAsync(s_write, CancellationToken.None);

        Assert.IsType<BitrixError.Reauthorise>(answer.Error);
        Assert.Equal((1, 3), (portal.Refreshes, portal.Requests.Count));
    }

    // Refused by the authorisation server: told as its own case, and the pair stays as it is.
    [Theory]
    [InlineData(200, "wrong_client", typeof(BitrixError.CredentialRevoked), 1)]
    [InlineData(400, "invalid_grant", typeof(BitrixError.CredentialRevoked), 1)]
    [InlineData(402, "PAYMENT_REQUIRED", typeof(BitrixError.PortalGone), 1)]
    [InlineData(400, "invalid_request", typeof(BitrixError.Rejected), 1)]
    [InlineData(503, "SOMETHING", typeof(BitrixError.RetryLater), 4)]
    public async Task CallAsync_RefreshRefused_ItsErrorAndNothingStored(int status, string error, Type expected, int attempts)
    {
        await using var portal = await AppPortal.StartAsync();
        portal.RefreshAnswer = new Scripted(status, new JsonObject { ["error"] = error }.ToJsonString());
        using var store = new MemoryTokenStore(portal.Tokens());
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Access(store)).CallAsync(s_write, CancellationToken.None);

        Assert.IsType(expected, answer.Error);
        Assert.Equal((attempts, 0, 0), (portal.Refreshes, store.Writes, portal.Executed.Count));
    }

    [Fact]
    public async Task CallAsync_RefreshBringsAnotherPortalsPair_RefusedAndNotStored()
    {
        await using var portal = await AppPortal.StartAsync();
        portal.RefreshAnswer = portal.Pair(1) with { Body = portal.Pair(1).Body.Replace(AppPortal.Member, "ffffffffffffffffffffffffffffffff", StringComparison.Ordinal) };
        using var store = new MemoryTokenStore(portal.Tokens());
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Access(store)).CallAsync(s_write, CancellationToken.None);

        Assert.Equal(ClientCodes.OtherPortal, answer.Error!.Code);
        Assert.Equal(0, store.Writes);
    }

    [Fact]
    public async Task CallAsync_FirstCallerGivesUp_TheRefreshGoesOnForTheOthers()
    {
        await using var portal = await AppPortal.StartAsync();
        portal.RefreshAnswer = portal.Pair(1) with { Delay = TimeSpan.FromMilliseconds(500) };
        using var store = new MemoryTokenStore(portal.Tokens());
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        using var impatient = new CancellationTokenSource();
        var first = factory.Create(portal.Access(store)).CallAsync(s_write, impatient.Token);
        while (portal.Refreshes == 0) await Task.Yield();
        var second = factory.Create(portal.Access(store)).CallAsync(s_write, CancellationToken.None);

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.True((await second).Succeeded);
        Assert.Equal((1, 1), (portal.Refreshes, store.Writes));
    }

    [Theory]
    [InlineData("invalid_token")]
    [InlineData("NO_AUTH_FOUND")]
    [InlineData("insufficient_scope")]
    public async Task CallAsync_RefusedOtherwise_NothingRefreshed(string error)
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(401, new JsonObject { ["error"] = error }.ToJsonString()));
        await using var tokens = await AppPortal.StartAsync();
        using var store = new MemoryTokenStore(tokens.Tokens());
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var access = new OAuthAccess(AppPortal.Application, AppPortal.Member, portal.Webhook.Portal, store);

        var answer = await factory.Create(access).CallAsync(s_write, CancellationToken.None);

        Assert.False(answer.Succeeded);
        Assert.Single(portal.Requests);
        Assert.Empty(tokens.Requests);
    }

    [Fact]
    public async Task CallAsync_ErrorThatQuotesTheTokens_ConcealsThem()
    {
        var description = "auth access-1 refresh-1 S3cr3tOfTheApplication";
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(400, new JsonObject { ["error"] = "X", ["error_description"] = description }.ToJsonString()));
        await using var tokens = await AppPortal.StartAsync();
        using var store = new MemoryTokenStore(tokens.Tokens(1));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(new OAuthAccess(AppPortal.Application, AppPortal.Member, portal.Webhook.Portal, store)).CallAsync(s_write, CancellationToken.None);

        Assert.Equal("auth •••••••• •••••••• ••••••••", answer.Error!.Description);
    }

    [Fact]
    public async Task BatchAsync_WithAuthConnector_EveryCallNamesTheQueue()
    {
        await using var portal = await AppPortal.StartAsync();
        using var store = new MemoryTokenStore(portal.Tokens(1));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var client = factory.Create(portal.Access(store), new CallPolicy { AuthConnector = "dedup" });

        await client.BatchAsync([("a", new BitrixCall("crm.contact.delete", new JsonObject { ["id"] = 5 }))], halt: true, CancellationToken.None);

        Assert.Equal(
            """{"auth":"access-1","auth_connector":"dedup","halt":1,"cmd":{"a":"crm.contact.delete?auth_connector=dedup\u0026id=5"}}""",
            Assert.Single(portal.Requests).Body);
    }

    /// <summary>As a client's own view of a database row: asked once, and afterwards only when it renews.</summary>
    private sealed class RememberingStore(MemoryTokenStore row) : ITokenStore
    {
        private OAuthTokens _remembered = row.Stored;

        public ValueTask<OAuthTokens> CurrentAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_remembered);

        public async Task<BitrixResult<OAuthTokens>> RenewAsync(
            Secret expired, Func<OAuthTokens, CancellationToken, Task<BitrixResult<OAuthTokens>>> refresh, CancellationToken cancellationToken)
        {
            var renewed = await row.RenewAsync(expired, refresh, cancellationToken);
            if (renewed.Succeeded) _remembered = renewed.Value;
            return renewed;
        }
    }
}
