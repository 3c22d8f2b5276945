using DedupPortal.LocalPostgres;
using Npgsql;

namespace DedupPortal.Portal.Tests.LocalPostgres;

internal static class Sql
{
    public static async Task<object?> AskAsync(this LocalCluster cluster, string sql) =>
        await AskAsync(cluster.SuperuserConnectionString("postgres"), sql);

    public static async Task<object?> AskAsync(string connectionString, string sql)
    {
        // No pool: a pooled connection to a server that was killed would be the next test's surprise.
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
