using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DedupPortal.Portal.Tests.Storage;

public sealed class TenantIsolationTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Read_OtherAgencysRowsWithoutQueryFilter_FindsNothing()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var first = await product.RegisterAsync("First");
        var second = await product.RegisterAsync("Second");

        // The filter is dropped on purpose: here the database itself must hold.
        var seen = await second.DatabaseAsync(db => db.Set<TenantMember>().IgnoreQueryFilters([PortalDbContext.TenantFilter]).ToListAsync());

        Assert.Equal([second.Owner.Id], seen.Select(member => member.AccountId));
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task Write_WithOtherAgencysId_IsRefusedByTheDatabase()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var first = await product.RegisterAsync("First");
        var second = await product.RegisterAsync("Second");

        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => second.DatabaseAsync(async db =>
        {
            db.Add(new Invitation(first.Id, Guid.NewGuid(), "a@b.example", MemberRole.Admin, [1], DateTimeOffset.UnixEpoch));
            return await db.SaveChangesAsync();
        }));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.IsType<PostgresException>(refused.InnerException).SqlState);
    }

    [Fact]
    public async Task Connection_WithoutAgency_SeesNoRowOfAnyAgency()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        await product.RegisterAsync("First");
        await using var source = NpgsqlDataSource.Create(product.Database.ApplicationConnectionString);

        await using var command = source.CreateCommand("select count(*) from portal.tenants");
        var count = await command.ExecuteScalarAsync();

        Assert.Equal(0L, count);
    }

    [Fact]
    public async Task Interleaved_TwoAgenciesOnASmallPool_NeverSeeEachOther()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agencies = new[] { await product.RegisterAsync("First"), await product.RegisterAsync("Second") };

        // 200 reads of two agencies in turn, eight at a time, over connections that the pool hands from one to the other.
        var leaks = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, _) =>
        {
            var agency = agencies[index % 2];
            var seen = await agency.DatabaseAsync(db => db.Set<Tenant>().IgnoreQueryFilters([PortalDbContext.TenantFilter]).Select(row => row.TenantId).ToListAsync());
            if (seen.Count != 1 || seen[0] != agency.Id) Interlocked.Increment(ref leaks);
        });

        Assert.Equal(0, leaks);
    }

    [Fact]
    public async Task ApplicationRole_Always_HasNoPowerOverTheRules()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        await using var source = product.OwnerSource();

        await using var command = source.CreateCommand(
            $"""
            select rolsuper or rolbypassrls or rolcreaterole
              or exists (select 1 from pg_class where relowner = pg_roles.oid and relnamespace in ('portal'::regnamespace, 'quartz'::regnamespace))
            from pg_roles where rolname = '{PostgresCluster.ApplicationRole}'
            """);
        var powerful = await command.ExecuteScalarAsync();

        Assert.Equal(false, powerful);
    }

    [Fact]
    public void Scope_EnteringASecondAgency_Throws()
    {
        var scope = new TenantScope();
        scope.Enter(TenantId.New(), Actor.System);

        Assert.Throws<InvalidOperationException>(() => scope.Enter(TenantId.New(), Actor.System));
    }
}
