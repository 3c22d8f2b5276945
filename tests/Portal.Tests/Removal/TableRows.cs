using System.Globalization;
using System.Text;
using Npgsql;

namespace DedupPortal.Portal.Tests.Removal;

/// <summary>All tables of the product and of the job store behind its back: plants rows in them and looks what is left.</summary>
internal sealed class TableRows(NpgsqlDataSource superuser)
{
    private sealed record Column(string Name, string Type, bool Needed);

    /// <summary>
    /// Gives every table that can hold something of the portal at least one row of it, with the marker in each text that fits: what the product
    /// has not written itself is made up. Returns what to look for afterwards: the ids of the portal, its groups, scans and merges, and the marker.
    /// </summary>
    public async Task<IReadOnlyList<string>> PlantAsync(Guid tenant, Guid portal, string marker)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal) { ["tenant_id"] = $"'{tenant}'", ["portal_id"] = $"'{portal}'" };
        var planted = new List<string>();
        foreach (var (table, link, parent) in new[]
        {
            ("merges", "portal_id", ""), ("duplicate_groups", "portal_id", ""), ("sync_runs", "portal_id", ""), ("bulk_runs", "portal_id", ""),
            ("merge_steps", "run_id", "merges"), ("merge_snapshots", "run_id", "merges"), ("loss_ledger", "run_id", "merges"),
            ("group_members", "group_id", "duplicate_groups"), ("group_links", "group_id", "duplicate_groups"), ("review_questions", "group_id", "duplicate_groups"),
            ("sync_cursors", "run_id", "sync_runs"), ("bulk_groups", "run_id", "bulk_runs"),
        })
        {
            var row = new Dictionary<string, string>(known, StringComparer.Ordinal);
            if (parent.Length > 0) row[link] = $"(select id from portal.{parent} where tenant_id = '{tenant}' and portal_id = '{portal}' limit 1)";
            planted.Add(table);
            await PutAsync(table, row, marker);
        }

        foreach (var table in await NamesAsync("select table_name from information_schema.columns where table_schema = 'portal' and column_name = 'portal_id' order by 1"))
        {
            if (!planted.Contains(table, StringComparer.Ordinal) && table is not "audit_entries") await PutAsync(table, known, marker);
        }

        List<string> ids = [portal.ToString("D", CultureInfo.InvariantCulture), marker];
        foreach (var table in new[] { "merges", "duplicate_groups", "sync_runs", "bulk_runs" })
            ids.AddRange(await NamesAsync($"select id::text from portal.{table} where tenant_id = '{tenant}' and portal_id = '{portal}'"));
        return ids;
    }

    /// <summary>Tables, without those excepted, in which any of the texts stands anywhere.</summary>
    public async Task<IReadOnlyList<string>> HoldingAsync(IReadOnlyList<string> texts, params string[] except)
    {
        var holding = new List<string>();
        foreach (var table in await NamesAsync("select schemaname || '.' || tablename from pg_tables where schemaname in ('portal', 'quartz') order by 1"))
        {
            if (except.Contains(table, StringComparer.Ordinal)) continue;
            await using var command = superuser.CreateCommand($"select count(*) from {table} t where exists (select from unnest($1) as w where strpos(t::text, w) > 0)");
            command.Parameters.AddWithValue(texts.ToArray());
            if ((long)(await command.ExecuteScalarAsync())! > 0) holding.Add(table);
        }

        return holding;
    }

    /// <summary>Every row of the agency, table by table, as one text.</summary>
    public async Task<string> FingerprintAsync(Guid tenant)
    {
        var text = new StringBuilder();
        foreach (var table in await NamesAsync("select table_name from information_schema.columns where table_schema = 'portal' and column_name = 'tenant_id' order by 1"))
        {
            await using var command = superuser.CreateCommand($"select count(*)::text || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from portal.{table} t where tenant_id = $1");
            command.Parameters.AddWithValue(tenant);
            text.Append(CultureInfo.InvariantCulture, $"{table} {await command.ExecuteScalarAsync()}\n");
        }

        return text.ToString();
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = superuser.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    private async Task PutAsync(string table, Dictionary<string, string> known, string marker)
    {
        var columns = new List<Column>();
        await using (var command = superuser.CreateCommand(
            "select column_name, udt_name, is_nullable = 'NO' and column_default is null, character_maximum_length from information_schema.columns where table_schema = 'portal' and table_name = $1 order by ordinal_position"))
        {
            command.Parameters.AddWithValue(table);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var roomy = reader.IsDBNull(3) || reader.GetInt32(3) >= marker.Length;
                columns.Add(new Column(reader.GetString(0), reader.GetString(1) is "text" or "varchar" && roomy ? "marker" : reader.GetString(1), reader.GetBoolean(2)));
            }
        }

        var used = columns.Where(column => column.Needed || known.ContainsKey(column.Name)).ToList();
        var values = used.Select(column => known.GetValueOrDefault(column.Name) ?? Value(column.Type, marker));
        await ExecuteAsync($"insert into portal.{table} ({string.Join(", ", used.Select(column => column.Name))}) values ({string.Join(", ", values)}) on conflict do nothing");
    }

    private static string Value(string type, string marker) => type switch
    {
        "marker" => $"'{marker}'",
        "uuid" => "gen_random_uuid()",
        "timestamptz" => "now()",
        "jsonb" => "'{}'",
        "bool" => "false",
        "bytea" => "'\\x00'",
        "text" or "varchar" => "'x'",
        _ when type.StartsWith('_') => "'{}'",
        _ => "1",
    };

    private async Task<List<string>> NamesAsync(string sql)
    {
        var names = new List<string>();
        await using var command = superuser.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        return names;
    }
}
