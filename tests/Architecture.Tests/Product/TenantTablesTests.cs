using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DedupPortal.Architecture.Tests.Product;

/// <summary>In the migrated database every agency's table is guarded by the database itself.</summary>
public sealed class TenantTablesTests(PostgresCluster postgres)
{
    [Fact]
    public async Task Tables_TenantOwned_HaveForcedRowLevelSecurityWithAPolicyForReadsAndWrites()
    {
        var guarded = await AskAsync(
            """
            select c.relname from pg_class c
            where c.relnamespace = 'portal'::regnamespace and c.relrowsecurity and c.relforcerowsecurity
              and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd = '*'
                and pg_get_expr(p.polqual, c.oid) like '%tenant_id = %app.tenant_id%'
                and pg_get_expr(p.polwithcheck, c.oid) like '%tenant_id = %app.tenant_id%')
            """);

        var tenantOwned = PortalModel.Entities.Where(entity => entity.IsTenantOwned()).Select(entity => entity.GetTableName());

        Assert.NotEmpty(guarded);
        Rule.HasNoViolation(tenantOwned.Except(guarded));
    }

    /// <summary>Permissive policies add up: a second one for the application role would open what the first one closes.</summary>
    [Fact]
    public async Task Policies_ForTheApplicationRole_AreOnlyTheIsolation() =>
        Rule.HasNoViolation(await AskAsync(
            $"""
            select p.polrelid::regclass || ': ' || p.polname from pg_policy p
            where p.polname <> 'tenant_isolation' and p.polpermissive
              and (p.polroles @> array[0::oid] or p.polroles @> array['{PostgresCluster.ApplicationRole}'::regrole::oid])
            """));

    /// <summary>A table with an agency's id that the model does not know, such as a staging table, is guarded as well.</summary>
    [Fact]
    public async Task Tables_WithAnAgencysId_AreAllGuarded() =>
        Rule.HasNoViolation(await AskAsync(
            """
            select c.oid::regclass::text from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relkind in ('r', 'p') and a.attname = 'tenant_id' and not a.attisdropped
              and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
              and not (c.relrowsecurity and c.relforcerowsecurity)
            """));

    [Fact]
    public async Task Tables_OfTheProduct_AreThoseOfTheModel()
    {
        var tables = await AskAsync("select relname from pg_class where relnamespace = 'portal'::regnamespace and relkind in ('r', 'p')");

        var modelled = PortalModel.Entities.Select(entity => entity.GetTableName()).Append("migrations_history").Distinct();

        Assert.Equal(modelled.Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ApplicationRole_NowhereMay_TruncateOrCreate() =>
        Rule.HasNoViolation(await AskAsync(
            $"""
            select c.oid::regclass::text from pg_class c
            where c.relnamespace in ('portal'::regnamespace, 'quartz'::regnamespace) and c.relkind in ('r', 'p')
              and has_table_privilege('{PostgresCluster.ApplicationRole}', c.oid, 'truncate, references, trigger')
            union all
            select nspname from pg_namespace where has_schema_privilege('{PostgresCluster.ApplicationRole}', oid, 'create')
            """));

    [Fact]
    public async Task ApplicationRole_AppendOnlyTables_MayOnlyReadAndInsert()
    {
        var changeable = await AskAsync(
            $"""
            select c.relname from pg_class c
            where c.relnamespace = 'portal'::regnamespace and c.relkind in ('r', 'p')
              and has_table_privilege('{PostgresCluster.ApplicationRole}', c.oid, 'update, delete')
            """);

        var appendOnly = PortalModel.Entities.Where(entity => entity.GetComment() == TableRights.AppendOnly).Select(entity => entity.GetTableName()!).ToList();

        Assert.NotEmpty(appendOnly);
        Rule.HasNoViolation(appendOnly.Intersect(changeable));
    }

    private async Task<List<string>> AskAsync(string sql)
    {
        await using var database = await postgres.CreatePortalDatabaseAsync(TestContext.Current.CancellationToken);
        await using var source = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(reader.GetString(0));
        return rows;
    }
}
