using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DedupPortal.Portal.Tests.Audit;

public sealed class AuditChainTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Verify_AfterConcurrentAppends_CountsEveryEntry()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");

        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, _) => await AppendAsync(agency, $"group:{index}"));
        var verdict = await agency.WithAsync<AuditChain, AuditVerdict>(chain => chain.VerifyAsync(CancellationToken.None));

        // 40 here and one for the registration.
        Assert.Equal(new AuditVerdict(41, null, null), verdict);
    }

    [Theory]
    [InlineData("update portal.audit_entries set payload = payload || ' ' where position = 3", 3, AuditFault.HashDiffers)]
    [InlineData("update portal.audit_entries set at = at + interval '1 microsecond' where position = 2", 2, AuditFault.HashDiffers)]
    [InlineData("update portal.audit_entries set actor_name = 'Somebody else' where position = 4", 4, AuditFault.HashDiffers)]
    [InlineData("delete from portal.audit_entries where position = 3", 3, AuditFault.Missing)]
    [InlineData("delete from portal.audit_entries where position = 6", 6, AuditFault.TailCut)]
    [InlineData("update portal.audit_entries set previous_hash = hash where position = 5", 5, AuditFault.PreviousHashDiffers)]
    public async Task Verify_AfterMeddling_NamesTheFirstBrokenEntry(string meddling, long position, AuditFault fault)
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");
        for (var index = 0; index < 5; index++) await AppendAsync(agency, $"group:{index}");

        // Even the owner of the tables is bound by row-level security; only a superuser can meddle.
        await using (var source = NpgsqlDataSource.Create(await product.Database.SuperuserConnectionStringAsync()))
        await using (var command = source.CreateCommand(meddling))
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        var verdict = await agency.WithAsync<AuditChain, AuditVerdict>(chain => chain.VerifyAsync(CancellationToken.None));

        Assert.Equal((position, fault), (verdict.FirstBroken, verdict.Reason));
    }

    [Theory]
    [InlineData("update portal.audit_entries set subject = 'x'")]
    [InlineData("delete from portal.audit_entries")]
    [InlineData("truncate portal.audit_entries")]
    public async Task ApplicationRole_ChangingHistory_IsRefused(string sql)
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => agency.DatabaseAsync(db => db.Database.ExecuteSqlRawAsync(sql)));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Append_OutsideATransaction_Throws()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");
        await using var services = agency.As();
        var log = services.ServiceProvider.GetRequiredService<AuditLog>();
        await using var db = await services.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => log.AppendAsync(db, new AuditRecord(AuditAction.Postponed, "group:1"), CancellationToken.None));
    }

    [Fact]
    public async Task Append_ThenRollback_LeavesNoEntry()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");

        await using (var services = agency.As())
        {
            await using var db = await services.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await services.ServiceProvider.GetRequiredService<AuditLog>().AppendAsync(db, new AuditRecord(AuditAction.Postponed, "group:1"), CancellationToken.None);
            await transaction.RollbackAsync();
        }

        var verdict = await agency.WithAsync<AuditChain, AuditVerdict>(chain => chain.VerifyAsync(CancellationToken.None));
        Assert.Equal(new AuditVerdict(1, null, null), verdict);
    }

    [Fact]
    public async Task Page_WithFilters_FindsOnlyWhatFits()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");
        await AppendAsync(agency, "group:1", new JsonObject { ["reason"] = "100%_sure" });
        await AppendAsync(agency, "group:2", new JsonObject { ["reason"] = "other" });

        var byText = await agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter(Text: "100%_S"), 0, 10, CancellationToken.None));
        var byAction = await agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter(Actions: [AuditAction.AgencyRegistered]), 0, 10, CancellationToken.None));
        var all = await agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter(), 1, 1, CancellationToken.None));

        Assert.Equal(["group:1"], byText.Entries.Select(entry => entry.Subject));
        Assert.Equal([1L], byAction.Entries.Select(entry => entry.Position));
        Assert.Equal((3, 2L), (all.Total, Assert.Single(all.Entries).Position));
    }

    private static async Task AppendAsync(TestAgency agency, string subject, JsonObject? payload = null)
    {
        await using var services = agency.As();
        await using var db = await services.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await services.ServiceProvider.GetRequiredService<AuditLog>()
            .AppendAsync(db, new AuditRecord(AuditAction.MarkedNotDuplicate, subject, payload), CancellationToken.None);
        await transaction.CommitAsync();
    }
}
