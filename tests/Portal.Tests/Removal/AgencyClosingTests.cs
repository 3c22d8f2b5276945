using System.Security.Claims;
using DedupPortal.Audit;
using DedupPortal.Portal.Tests.Duplicates;
using DedupPortal.Portals;
using DedupPortal.Removal;
using DedupPortal.Schedules;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace DedupPortal.Portal.Tests.Removal;

public sealed class AgencyClosingTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Close_ByTheOwner_AccessAtOnceTheRestAWeekLater()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "contract");
        await using var node = await ScanNode.StartAsync(cluster, emulator, works: false);
        var other = await node.Product.RegisterAsync("Other");
        await node.Agency.WithAsync<ScheduleChanges, Result<Done>>(s => s.SetAsync(node.Portal, new SchedulePattern.EveryHours(6), enabled: true, CancellationToken.None));
        await node.Agency.WithAsync<Membership, Result<InvitationLink>>(m => m.InviteAsync("op@agency.example", MemberRole.Operator, CancellationToken.None));
        await using var superuser = NpgsqlDataSource.Create(await node.Product.Database.SuperuserConnectionStringAsync());
        var rows = new TableRows(superuser);
        var planted = await rows.PlantAsync(node.Agency.Id.Value, node.Portal.Value, "planted-8d2e");
        await rows.ExecuteAsync("update portal.merges set state = 'Completed'; update portal.sync_runs set state = 'Completed'; update portal.bulk_runs set state = 'Finished'");
        var untouched = await rows.FingerprintAsync(other.Id.Value);

        Assert.Equal(new NotAllowed(Permission.OwnAgency), (await CloseAsync(node.Agency, "Agency", MemberRole.Admin)).Failure);
        Assert.Equal(new NameNotConfirmed("Agency"), (await CloseAsync(node.Agency, "agency")).Failure);
        Assert.Null((await CloseAsync(node.Agency, "Agency")).Failure);

        Assert.False(await CanEnterAsync(node.Agency));
        Assert.True(await CanEnterAsync(other));
        var (credentials, open, connected, last) = await node.Agency.DatabaseAsync(async db => (
            await db.Set<PortalCredential>().CountAsync() + await db.Set<PortalAuthorisation>().CountAsync() + await db.Set<PortalInstallation>().CountAsync(),
            await db.Set<Invitation>().CountAsync() + await db.Set<Schedule>().CountAsync(), await db.Set<DedupPortal.Portals.Portal>().CountAsync(p => p.State != PortalState.Disconnected),
            await db.Set<AuditEntry>().OrderByDescending(entry => entry.Position).Select(entry => entry.Action).FirstAsync()));
        Assert.Equal((0, 0, 0, AuditAction.AgencyClosed), (credentials, open, connected, last));
        Assert.IsType<PortalNotConnected>((await node.Agency.WithAsync<PortalClients, Result<Bitrix24.BitrixClient>>(c => c.OpenAsync(node.Portal, CancellationToken.None))).Failure);

        Assert.False(await ForgetAsync(node.Agency));
        await rows.ExecuteAsync("update portal.tenant_closures set requested_at = now() - interval '7 days 1 minute'");
        Assert.False(await ForgetAsync(other));
        using (var worker = new RemovalService(
            node.Product.Services.GetRequiredService<IServiceScopeFactory>(), node.Product.Services.GetRequiredService<NpgsqlDataSource>(), TimeProvider.System, NullLogger<RemovalService>.Instance))
        {
            await worker.TickAsync(CancellationToken.None);
        }

        Assert.Empty(await rows.HoldingAsync([.. planted, node.Agency.Id.Value.ToString(), node.Agency.Owner.Id.ToString(), node.Agency.Owner.Email!, "op@agency.example"]));
        Assert.Equal(untouched, await rows.FingerprintAsync(other.Id.Value));
        Assert.False(await ForgetAsync(node.Agency));
    }

    [Fact]
    public async Task Closure_ApplicationRole_CanNeitherDateNorTakeItBack()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");
        await using var application = NpgsqlDataSource.Create(product.Database.ApplicationConnectionString);
        await using var connection = await application.OpenConnectionAsync();
        async Task<object?> Run(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
        await Run($"select set_config('app.tenant_id', '{agency.Id.Value}', false)");

        Assert.Equal(false, await Run($"select portal.forget_tenant('{agency.Id.Value}')"));
        await Run($"insert into portal.tenant_closures (tenant_id, requested_at) values ('{agency.Id.Value}', now() - interval '1 year')");
        Assert.Equal(false, await Run($"select portal.forget_tenant('{agency.Id.Value}')"));
        foreach (var change in new[] { "update portal.tenant_closures set requested_at = now() - interval '1 year'", "delete from portal.tenant_closures", "truncate portal.tenant_closures" })
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => Run(change))).SqlState);
        Assert.Equal(1L, await Run("select count(*) from portal.tenants"));
    }

    private static Task<Result<Done>> CloseAsync(TestAgency agency, string typed, MemberRole role = MemberRole.Owner) =>
        agency.WithAsync<AgencyClosing, Result<Done>>(closing => closing.CloseAsync(typed, CancellationToken.None), role);

    private static Task<bool> ForgetAsync(TestAgency agency) => agency.WithAsync<AgencyClosing, bool>(closing => closing.ForgetAsync(CancellationToken.None));

    private static async Task<bool> CanEnterAsync(TestAgency agency)
    {
        await using var services = agency.Product.Services.CreateAsyncScope();
        var account = await services.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByEmailAsync(agency.Owner.Email!);
        ClaimsPrincipal principal = await services.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<Account>>().CreateAsync(account!);
        return new TenantScope().TryEnter(principal);
    }
}
