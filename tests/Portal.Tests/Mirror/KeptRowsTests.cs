using DedupPortal.Migrations;
using DedupPortal.Portal.Tests.Duplicates;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace DedupPortal.Portal.Tests.Mirror;

/// <summary>Rows of a scanned portal under what no page does: going back a version and forth again, and the portal's deletion.</summary>
public sealed class KeptRowsTests(PostgresCluster cluster)
{
    /// <summary>The last version before the mirror lost its foreign keys and its card's <c>jsonb</c>.</summary>
    private const string BeforeLeanMirror = "20261128021942_BulkRuns";

    // What a person sees of the queue, and every row of the mirror whatever the type that holds the card. Columns that are younger go with the way back.
    private const string Rows = """
        select 'record ' || (to_jsonb(r) - 'raw')::text || (r.raw::jsonb)::text from portal.mirror_records r
        union all select 'activity ' || to_jsonb(a)::text from portal.mirror_activities a
        union all select 'group ' || to_jsonb(g)::text from portal.duplicate_groups g
        union all select 'member ' || to_jsonb(m)::text from portal.group_members m
        union all select 'link ' || (to_jsonb(l) - 'changes')::text from portal.group_links l
        order by 1
        """;

    [Fact]
    public async Task MigrateBackAndForth_ScannedPortal_SameRowsAndSameQueue()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "200");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        await node.StopWorkerAsync();
        var before = await ListAsync(node, Rows);

        await using (var source = node.Product.OwnerSource())
        await using (var db = new PortalDbContext(new DbContextOptionsBuilder<PortalDbContext>(StorageSetup.Options(source)).Options, new TenantScope()))
            await db.GetService<IMigrator>().MigrateAsync(BeforeLeanMirror, CancellationToken.None);
        var old = await ListAsync(node, Rows);
        var typeThen = await ListAsync(node, "select data_type::text from information_schema.columns where table_name = 'mirror_records' and column_name = 'raw'");
        await Migrator.ApplyAsync(node.Product.Database.OwnerConnectionString, CancellationToken.None);

        Assert.Contains(before, row => row.StartsWith("record ", StringComparison.Ordinal));
        Assert.Contains(before, row => row.StartsWith("group ", StringComparison.Ordinal));
        Assert.Equal(["jsonb"], typeThen);
        Assert.Equal(before.Where(IsMirror), old.Where(IsMirror));
        Assert.Equal(before, await ListAsync(node, Rows));
        Assert.Empty(await Migrator.PendingAsync(node.Product.Database.OwnerConnectionString, CancellationToken.None));
    }

    [Fact]
    public async Task DeletePortal_Scanned_LeavesNothingButTheHistory()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "200");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        await node.StopWorkerAsync();
        var tables = await ListAsync(node, "select table_name::text from information_schema.columns where table_schema = 'portal' and column_name = 'portal_id' and table_name <> 'audit_entries' order by 1");
        var filled = await FilledAsync(node, tables);

        Assert.Equal(["1"], await ListAsync(node, $"with gone as (delete from portal.portals where id = '{node.Portal}' returning 1) select count(*)::text from gone"));

        Assert.Superset(new HashSet<string> { "mirror_records", "mirror_activities", "portal_credentials", "duplicate_groups" }, filled.ToHashSet());
        Assert.Empty(await FilledAsync(node, tables));
    }

    private static bool IsMirror(string row) => row.StartsWith("record ", StringComparison.Ordinal) || row.StartsWith("activity ", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> FilledAsync(ScanNode node, IReadOnlyList<string> tables)
    {
        var filled = new List<string>();
        foreach (var table in tables)
        {
            if (await ListAsync(node, $"select count(*)::text from portal.{table} where portal_id = '{node.Portal}'") is not ["0"])
                filled.Add(table);
        }
        return filled;
    }

    /// <summary>As the owner of the tables, in the agency's name: forced row-level security binds him too.</summary>
    private static async Task<IReadOnlyList<string>> ListAsync(ScanNode node, string sql)
    {
        await using var source = node.Product.OwnerSource();
        await using var connection = await source.OpenConnectionAsync();
        await using (var tenant = new NpgsqlCommand("select set_config('app.tenant_id', $1, false)", connection))
        {
            tenant.Parameters.Add(new NpgsqlParameter<string> { TypedValue = node.Agency.Id.ToString() });
            await tenant.ExecuteNonQueryAsync();
        }
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
