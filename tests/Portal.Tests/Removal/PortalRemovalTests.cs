using DedupPortal.Audit;
using DedupPortal.Portal.Tests.Duplicates;
using DedupPortal.Portals;
using DedupPortal.Removal;
using DedupPortal.Schedules;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DedupPortal.Portal.Tests.Removal;

public sealed class PortalRemovalTests(PostgresCluster cluster)
{
    private const string Marker = "planted-7c1f";

    [Fact]
    public async Task Delete_ScannedPortal_NothingOfItIsLeftAndNothingOfOthersTouched()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "60");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        var other = await node.Product.RegisterAsync("Other");
        var others = (await other.WithAsync<PortalConnection, Result<PortalId>>(c => c.ConnectAsync(emulator.AdminWebhook.ToString(), "Client", "Europe/Moscow", CancellationToken.None))).Value;
        await node.ScanToEndAsync();
        await node.Agency.WithAsync<ScheduleChanges, Result<Done>>(s => s.SetAsync(node.Portal, new SchedulePattern.EveryHours(6), enabled: true, CancellationToken.None));
        await (await node.SchedulerAsync()).Standby();
        await using var superuser = NpgsqlDataSource.Create(await node.Product.Database.SuperuserConnectionStringAsync());
        var rows = new TableRows(superuser);
        await rows.PlantAsync(other.Id.Value, others.Value, "planted-of-others");
        var planted = await rows.PlantAsync(node.Agency.Id.Value, node.Portal.Value, Marker);
        Assert.True((await rows.HoldingAsync(planted)).Count > 25, "Every table that knows portals has something of this one.");
        // What was made up is not at work, as far as the product reads it.
        await rows.ExecuteAsync("update portal.merges set state = 'Completed'; update portal.sync_runs set state = 'Completed'; update portal.bulk_runs set state = 'Finished'");
        var untouched = await rows.FingerprintAsync(other.Id.Value);

        var deleted = await DeleteAsync(node, "Client");

        Assert.Null(deleted.Failure);
        Assert.Empty(await rows.HoldingAsync(planted, "portal.audit_entries"));
        Assert.Equal(untouched, await rows.FingerprintAsync(other.Id.Value));
        var history = await node.Agency.DatabaseAsync(db => db.Set<AuditEntry>().OrderByDescending(entry => entry.Position).FirstAsync());
        Assert.Equal((AuditAction.PortalDeleted, node.Portal.Value), (history.Action, history.PortalId));
        Assert.Contains("\"name\":\"Client\"", history.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_WrongNameNoRightOrAtWork_RefusedAndNothingChanged()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "contract");
        await using var node = await ScanNode.StartAsync(cluster, emulator, works: false);
        var stranger = await node.Product.RegisterAsync("Stranger");
        await using var superuser = NpgsqlDataSource.Create(await node.Product.Database.SuperuserConnectionStringAsync());
        var rows = new TableRows(superuser);
        var before = await rows.FingerprintAsync(node.Agency.Id.Value);

        Assert.Equal(new NameNotConfirmed("Client"), (await DeleteAsync(node, "client")).Failure);
        Assert.Equal(new NameNotConfirmed("Client"), (await DeleteAsync(node, null)).Failure);
        Assert.Equal(new NotAllowed(Permission.Administer), (await DeleteAsync(node, "Client", MemberRole.Operator)).Failure);
        Assert.IsType<NotThere>((await stranger.WithAsync<PortalRemoval, Result<Done>>(r => r.DeleteAsync(node.Portal, "Client", CancellationToken.None))).Failure);
        Assert.Equal(before, await rows.FingerprintAsync(node.Agency.Id.Value));

        Assert.True((await node.ScanAsync()).Succeeded);
        Assert.Equal(new PortalBusy("Client"), (await DeleteAsync(node, "Client")).Failure);
        await node.CancelAsync();
        Assert.Null((await DeleteAsync(node, " Client ")).Failure);
    }

    private static Task<Result<Done>> DeleteAsync(ScanNode node, string? typed, MemberRole role = MemberRole.Admin) =>
        node.Agency.WithAsync<PortalRemoval, Result<Done>>(removal => removal.DeleteAsync(node.Portal, typed, CancellationToken.None), role);
}
