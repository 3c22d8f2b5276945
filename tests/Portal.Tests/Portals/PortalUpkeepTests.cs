using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Portal.Tests.Duplicates;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DedupPortal.Portal.Tests.Portals;

public sealed class PortalUpkeepTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Warn_PairThatEnds_WarnsOnceAtThirtyFourteenAndThreeDays()
    {
        await using var portal = await ApplicationPortal.StartAsync(cluster);
        var id = await portal.ConnectAsync();
        var given = new List<int?>();

        // Days since the pair was issued; it lives 180 (OAuth, "auto renewal").
        foreach (var age in new[] { 100, 149, 151, 155, 165, 166.5, 170, 176, 177.5, 179 })
        {
            await AgeAsync(portal, age);
            given.Add((await portal.Agency.WithAsync<PortalUpkeep, CredentialEnding?>(upkeep => upkeep.WarnAsync(id, CancellationToken.None)))?.Days);
        }

        Assert.Equal([null, null, 29, null, null, 14, null, null, 3, null], given);
    }

    [Fact]
    public async Task Renew_PairOlderThanAMonth_IsReplacedAndWarnsNoMore()
    {
        await using var portal = await ApplicationPortal.StartAsync(cluster);
        var id = await portal.ConnectAsync();
        await AgeAsync(portal, 20);
        var young = await portal.Agency.WithAsync<PortalUpkeep, Result<Done>>(upkeep => upkeep.RenewAsync(id, CancellationToken.None));
        var untouched = await portal.RefreshesAsync();
        await AgeAsync(portal, 170);

        var renewed = await portal.Agency.WithAsync<PortalUpkeep, Result<Done>>(upkeep => upkeep.RenewAsync(id, CancellationToken.None));

        var warning = await portal.Agency.WithAsync<PortalUpkeep, CredentialEnding?>(upkeep => upkeep.WarnAsync(id, CancellationToken.None));
        Assert.True(young.Succeeded && renewed.Succeeded);
        Assert.Equal((0, 1), (untouched, await portal.RefreshesAsync()));
        Assert.Null(warning);
        Assert.True((await (await portal.OpenAsync(id)).Value.CallAsync(new BitrixCall("profile"), CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task Call_PortalThatMoved_GoesOnAtTheNewAddressAndKeepsIt()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "contract");
        var moved = $"localhost:{emulator.Address.Port}";
        await using var product = await TestProduct.CreateAsync(cluster, services =>
        {
            ScanNode.AddFeatures(services, emulator.Address.Authority);
            services.Configure<BitrixClientOptions>(options => options.AllowedEndpoints = [emulator.Address.Authority, moved]);
        });
        var agency = await product.RegisterAsync("Agency");
        var id = (await agency.WithAsync<PortalConnection, Result<PortalId>>(connection => connection.ConnectAsync(emulator.AdminWebhook.ToString(), "Client", "Europe/Moscow", CancellationToken.None))).Value;
        await emulator.AddFaultAsync(new { kind = "rename302" });

        var client = await agency.WithAsync<PortalClients, Result<BitrixClient>>(clients => clients.OpenAsync(id, CancellationToken.None));
        var answer = await client.Value.CallAsync(new BitrixCall("profile"), CancellationToken.None);

        var view = await agency.WithAsync<PortalQueries, PortalView?>(queries => queries.FindAsync(id, CancellationToken.None));
        var again = await agency.WithAsync<PortalClients, Result<BitrixClient>>(clients => clients.OpenAsync(id, CancellationToken.None));
        var history = (await agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter(), 0, 100, CancellationToken.None))).Entries;
        Assert.True(answer.Succeeded);
        Assert.Equal(moved, view!.Host);
        Assert.Equal(moved, again.Value.Portal.ToString());
        Assert.Single(history, entry => entry.Action is AuditAction.PortalMoved);
    }

    [Fact]
    public async Task Open_EnterprisePlanThatTheCheckFound_AskedAtItsRateUntilAnotherPlanIsFound()
    {
        await using var portal = await ApplicationPortal.StartAsync(cluster, services => services.Configure<BitrixClientOptions>(options => (options.RequestsPerSecond, options.RequestBurst) = (2, 50)), "--rate", "enterprise");
        var id = await portal.ConnectAsync();
        var usual = (await portal.OpenAsync(id)).Value.Limit;
        await portal.Emulator.HandleAsync("/_portal", new { licence = "ru_ent250" });

        Assert.True((await CheckAsync(portal, id)).Succeeded);

        var client = (await portal.OpenAsync(id)).Value;
        Assert.Equal((RateLimit.Standard, RateLimit.Enterprise), (usual, client.Limit));
        await portal.Emulator.ClearJournalAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => client.CallAsync(new BitrixCall("profile"), CancellationToken.None)));
        Assert.All(answers, answer => Assert.True(answer.Succeeded));
        Assert.All(await portal.Emulator.JournalAsync(), call => Assert.Equal(200, (int)call!["status"]!));
        await portal.Emulator.HandleAsync("/_portal", new { licence = "ru_pro100" });
        Assert.True((await CheckAsync(portal, id)).Succeeded);
        Assert.Equal(RateLimit.Standard, (await portal.OpenAsync(id)).Value.Limit);
    }

    private static Task<Result<PortalReport>> CheckAsync(ApplicationPortal portal, PortalId id) =>
        portal.Agency.WithAsync<PortalUpkeep, Result<PortalReport>>(upkeep => upkeep.CheckAsync(id, CancellationToken.None));

    /// <summary>Lets the stored pair be so many days old.</summary>
    private static async Task AgeAsync(ApplicationPortal portal, double days)
    {
        await using var source = portal.Product.OwnerSource();
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("select set_config('app.tenant_id', $1, false)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = portal.Agency.Id.ToString() });
        await command.ExecuteNonQueryAsync();
        await using var age = new NpgsqlCommand("update portal.portal_credentials set issued_at = now() - $1 * interval '1 day'", connection);
        age.Parameters.Add(new NpgsqlParameter<double> { TypedValue = days });
        Assert.Equal(1, await age.ExecuteNonQueryAsync());
    }
}
