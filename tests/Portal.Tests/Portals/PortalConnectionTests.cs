using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Portal.Tests.Portals;

public sealed class PortalConnectionTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Connect_WorkingWebhook_StoresItEncryptedAndOpensAClient()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "contract");
        await using var product = await CreateAsync(emulator.AdminWebhook);
        var agency = await product.RegisterAsync("Agency");

        var id = await agency.WithAsync<PortalConnection, Result<PortalId>>(c => c.ConnectAsync($"  {emulator.AdminWebhook}profile.json ", "Client", "Europe/Moscow", CancellationToken.None));

        var view = await agency.WithAsync<PortalQueries, PortalView?>(q => q.FindAsync(id.Value, CancellationToken.None));
        Assert.Equal((PortalState.Connected, 1L, true), (view!.State, view.UserId, view.IsAdministrator));
        Assert.Contains("crm", view.Scopes);
        var secret = emulator.AdminWebhook.Segments[^1].Trim('/');
        Assert.DoesNotContain(secret, view.MaskedCredential, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await DumpAsync(product), StringComparison.Ordinal);
        var client = await agency.WithAsync<PortalClients, Result<BitrixClient>>(c => c.OpenAsync(id.Value, CancellationToken.None));
        var answer = await client.Value.CallAsync(new BitrixCall("profile"), CancellationToken.None);
        Assert.True(answer.Succeeded);
    }

    [Theory]
    [InlineData("", nameof(WebhookUnreadable))]
    [InlineData("hello", nameof(WebhookUnreadable))]
    [InlineData("https://10.0.0.7/rest/1/abcdefgh12345678/", nameof(PortalAddressRefused))]
    [InlineData("http://client.example/rest/1/abcdefgh12345678/", nameof(PortalAddressRefused))]
    [InlineData("https://no-such-host.invalid/rest/1/abcdefgh12345678/", nameof(PortalAddressRefused))]
    public async Task Check_UselessAddress_SaysWhyAndStoresNothing(string pasted, string failure)
    {
        await using var product = await CreateAsync(null);
        var agency = await product.RegisterAsync("Agency");

        var refused = await agency.WithAsync<PortalConnection, Result<PortalId>>(c => c.ConnectAsync(pasted, "Client", "Europe/Moscow", CancellationToken.None));

        Assert.Equal(failure, refused.Failure?.Code);
        Assert.Empty(await agency.WithAsync<PortalQueries, IReadOnlyList<PortalView>>(q => q.ListAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task Check_WrongSecret_IsCredentialRefused()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "contract");
        await using var product = await CreateAsync(emulator.AdminWebhook);
        var agency = await product.RegisterAsync("Agency");

        var refused = await agency.WithAsync<PortalConnection, Result<PortalCheck>>(c => c.CheckAsync(new Uri(emulator.AdminWebhook, "../wrongsecret12345/").ToString(), CancellationToken.None));

        Assert.IsType<CredentialRefused>(refused.Failure);
    }

    [Fact]
    public async Task Connect_PortalThatIsConnected_IsRefusedAndNamesIt()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "contract");
        await using var product = await CreateAsync(emulator.AdminWebhook);
        var agency = await product.RegisterAsync("Agency");
        await agency.WithAsync<PortalConnection, Result<PortalId>>(c => c.ConnectAsync(emulator.AdminWebhook.ToString(), "Client", "Europe/Moscow", CancellationToken.None));

        var again = await agency.WithAsync<PortalConnection, Result<PortalId>>(c => c.ConnectAsync(emulator.AdminWebhook.ToString(), "Other name", "Europe/Moscow", CancellationToken.None));

        Assert.Equal(new PortalConnectedAlready("Client"), again.Failure);
    }

    [Fact]
    public async Task Disconnect_Portal_DeletesTheCredentialAndReconnectKeepsTheId()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "contract");
        await using var product = await CreateAsync(emulator.AdminWebhook);
        var agency = await product.RegisterAsync("Agency");
        var id = (await agency.WithAsync<PortalConnection, Result<PortalId>>(c => c.ConnectAsync(emulator.AdminWebhook.ToString(), "Client", "Europe/Moscow", CancellationToken.None))).Value;

        await agency.WithAsync<PortalConnection, Result<Done>>(c => c.DisconnectAsync(id, CancellationToken.None));

        Assert.False(await agency.DatabaseAsync(db => db.Set<PortalCredential>().AnyAsync()));
        Assert.IsType<PortalNotConnected>((await agency.WithAsync<PortalClients, Result<BitrixClient>>(c => c.OpenAsync(id, CancellationToken.None))).Failure);
        var reconnected = await agency.WithAsync<PortalConnection, Result<PortalId>>(c => c.ConnectAsync(emulator.AdminWebhook.ToString(), "Client", "Europe/Moscow", CancellationToken.None));
        Assert.Equal(id, reconnected.Value);
        var actions = await agency.DatabaseAsync(db => db.Set<AuditEntry>().OrderBy(entry => entry.Position).Select(entry => entry.Action).ToListAsync());
        Assert.Equal([AuditAction.AgencyRegistered, AuditAction.PortalConnected, AuditAction.PortalDisconnected, AuditAction.PortalReconnected], actions);
    }

    [Theory]
    [InlineData(MemberRole.Operator)]
    [InlineData(MemberRole.Auditor)]
    public async Task Connect_WithoutTheRight_IsRefused(MemberRole role)
    {
        await using var product = await CreateAsync(null);
        var agency = await product.RegisterAsync("Agency");

        var refused = await agency.WithAsync<PortalConnection, Result<PortalId>>(c => c.ConnectAsync("https://client.example/rest/1/abcdefgh12345678/", "Client", "Europe/Moscow", CancellationToken.None), role);

        Assert.IsType<NotAllowed>(refused.Failure);
    }

    [Fact]
    public async Task OtherAgency_AskingForAPortal_FindsNone()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "contract");
        await using var product = await CreateAsync(emulator.AdminWebhook);
        var agency = await product.RegisterAsync("Agency");
        var stranger = await product.RegisterAsync("Stranger");
        var id = (await agency.WithAsync<PortalConnection, Result<PortalId>>(c => c.ConnectAsync(emulator.AdminWebhook.ToString(), "Client", "Europe/Moscow", CancellationToken.None))).Value;

        var opened = await stranger.WithAsync<PortalClients, Result<BitrixClient>>(c => c.OpenAsync(id, CancellationToken.None));
        var disconnected = await stranger.WithAsync<PortalConnection, Result<Done>>(c => c.DisconnectAsync(id, CancellationToken.None));

        Assert.IsType<NotThere>(opened.Failure);
        Assert.IsType<NotThere>(disconnected.Failure);
    }

    private Task<TestProduct> CreateAsync(Uri? allowed) => TestProduct.CreateAsync(cluster, services =>
    {
        services.AddPortals();
        services.Configure<BitrixClientOptions>(options =>
        {
            options.Attempts = 1;
            if (allowed is not null) options.AllowedEndpoints.Add($"{allowed.Host}:{allowed.Port}");
        });
    });

    private static async Task<string> DumpAsync(TestProduct product)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(await product.Database.SuperuserConnectionStringAsync());
        await using var command = source.CreateCommand("select string_agg(database_to_xml::text, '') from database_to_xml(true, false, '')");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
