using System.Collections.Concurrent;
using System.Globalization;
using DedupPortal.LocalPostgres;
using Npgsql;

namespace DedupPortal.Testing;

/// <summary>
/// The PostgreSQL server of a test assembly: started at the first database somebody asks for, gone with the process. Use it as
/// <c>[assembly: AssemblyFixture(typeof(PostgresCluster))]</c> and take it in the constructor.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    /// <summary>The role that owns the tables. No superuser: row-level security binds it as in production.</summary>
    public const string OwnerRole = "dedup_owner";

    /// <summary>The role that the product works as.</summary>
    public const string ApplicationRole = "dedup_app";

    private readonly Lazy<Task<Running>> _running = new(StartAsync);
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _templates = new(StringComparer.Ordinal);
    private int _created;

    /// <summary>Creates an empty database with its two roles.</summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync(CancellationToken cancellationToken = default) =>
        await CopyAsync("template1", cancellationToken);

    /// <summary>Creates a migrated database: <see cref="PostgresTemplate.Portal"/>.</summary>
    public Task<PostgresDatabase> CreatePortalDatabaseAsync(CancellationToken cancellationToken = default) =>
        CreateDatabaseAsync(PostgresTemplate.Portal, cancellationToken);

    /// <summary>
    /// Creates a database that is a copy of the template, which is prepared once per process. The copy takes some 20 ms in memory.
    /// </summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync(PostgresTemplate template, CancellationToken cancellationToken = default)
    {
        var name = await _templates
            .GetOrAdd(template.Name, _ => new Lazy<Task<string>>(() => PrepareAsync(template)))
            .Value.WaitAsync(cancellationToken);
        return await CopyAsync(name, cancellationToken);
    }

    /// <summary>Connection string of the superuser; for tests about the server itself.</summary>
    public async Task<string> SuperuserConnectionStringAsync(string database) =>
        (await _running.Value).Cluster.SuperuserConnectionString(database);

    public async ValueTask DisposeAsync()
    {
        // A start that failed was the failure of the test that asked for it.
        if (!_running.IsValueCreated || _running.Value.IsFaulted)
            return;

        var running = await _running.Value;
        await running.Source.DisposeAsync();
        await running.Cluster.DisposeAsync();
    }

    internal async Task DropAsync(string database)
    {
        var running = await _running.Value;
        await ExecuteAsync(running.Source, $"drop database if exists {database} with (force)", CancellationToken.None);
    }

    private static async Task<Running> StartAsync()
    {
        var options = new LocalClusterOptions { DataFolder = PostgresFolder.Next(), Throwaway = true };
        var cluster = (await LocalCluster.StartAsync(options)).Require();
        var roles = await LocalDatabase.EnsureAsync(cluster, "empty", OwnerRole, ApplicationRole);
        return new Running(cluster, NpgsqlDataSource.Create(cluster.SuperuserConnectionString("postgres")), roles);
    }

    private async Task<string> PrepareAsync(PostgresTemplate template)
    {
        var database = await CopyAsync("template1", CancellationToken.None);
        await template.PrepareAsync(database, CancellationToken.None);

        // A template with an open session cannot be copied, and whoever prepared it may have left some in a pool.
        var running = await _running.Value;
        await ExecuteAsync(running.Source, $"alter database {database.Name} with allow_connections false", CancellationToken.None);
        await ExecuteAsync(
            running.Source,
            $"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{database.Name}'",
            CancellationToken.None);
        return database.Name;
    }

    private async Task<PostgresDatabase> CopyAsync(string template, CancellationToken cancellationToken)
    {
        var running = await _running.Value.WaitAsync(cancellationToken);
        var name = "test_" + Interlocked.Increment(ref _created).ToString(CultureInfo.InvariantCulture);
        await ExecuteAsync(
            running.Source,
            $"create database {name} template {template} owner {OwnerRole} strategy file_copy",
            cancellationToken);
        return new PostgresDatabase(
            this,
            name,
            In(running.Roles.OwnerConnectionString, name),
            In(running.Roles.ApplicationConnectionString, name));
    }

    private static string In(string connectionString, string database) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Running(LocalCluster Cluster, NpgsqlDataSource Source, LocalDatabase Roles);
}
