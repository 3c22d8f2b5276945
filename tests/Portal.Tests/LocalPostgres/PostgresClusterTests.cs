using System.Diagnostics;
using DedupPortal.Migrations;
using DedupPortal.Testing;
using Npgsql;

namespace DedupPortal.Portal.Tests.LocalPostgres;

/// <summary>The tests' own server keeps the promises that the other tests build upon.</summary>
public sealed class PostgresClusterTests(PostgresCluster postgres)
{
    private static readonly PostgresTemplate s_rows = new("rows", async (database, cancellationToken) =>
    {
        await using var source = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var command = source.CreateCommand(
            $"create table row_of_template as select 42 as answer; grant select on row_of_template to {PostgresCluster.ApplicationRole}");
        await command.ExecuteNonQueryAsync(cancellationToken);
    });

    [Fact]
    public async Task CreateDatabaseAsync_Template_EachCopyHasItsRowsAndItsOwnLife()
    {
        await using var first = await postgres.CreateDatabaseAsync(s_rows, TestContext.Current.CancellationToken);
        await using var second = await postgres.CreateDatabaseAsync(s_rows, TestContext.Current.CancellationToken);

        await Sql.AskAsync(first.OwnerConnectionString, "update row_of_template set answer = 1");

        Assert.Equal(1, await Sql.AskAsync(first.ApplicationConnectionString, "select answer from row_of_template"));
        Assert.Equal(42, await Sql.AskAsync(second.ApplicationConnectionString, "select answer from row_of_template"));
    }

    [Fact]
    public async Task CreatePortalDatabaseAsync_Twice_BothAreMigratedAndTheSecondIsACopy()
    {
        await using var first = await postgres.CreatePortalDatabaseAsync(TestContext.Current.CancellationToken);
        var since = Stopwatch.GetTimestamp();

        await using var second = await postgres.CreatePortalDatabaseAsync(TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine($"copied in {Stopwatch.GetElapsedTime(since).TotalMilliseconds:F0} ms");
        Assert.Empty(await Migrator.PendingAsync(first.OwnerConnectionString, TestContext.Current.CancellationToken));
        Assert.Empty(await Migrator.PendingAsync(second.OwnerConnectionString, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CreateDatabaseAsync_Roles_AreBoundByRowLevelSecurityAndOwnNothingAsApplication()
    {
        await using var database = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        const string sql = "select concat(rolsuper, rolbypassrls, rolcreatedb, rolcreaterole) from pg_roles where rolname = current_user";

        Assert.Equal("ffff", await Sql.AskAsync(database.OwnerConnectionString, sql));
        Assert.Equal("ffff", await Sql.AskAsync(database.ApplicationConnectionString, sql));
        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => Sql.AskAsync(database.ApplicationConnectionString, "create table mine (id int)"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task DisposeAsync_OpenPool_DropsTheDatabaseAnyway()
    {
        var database = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await using var source = NpgsqlDataSource.Create(database.ApplicationConnectionString);
        await using var open = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        await database.DisposeAsync();

        var left = await Sql.AskAsync(
            await postgres.SuperuserConnectionStringAsync("postgres"), $"select count(*) from pg_database where datname = '{database.Name}'");
        Assert.Equal(0L, left);
    }

    [Fact]
    public async Task CreateDatabaseAsync_ManyAtOnce_AllServe()
    {
        var since = Stopwatch.GetTimestamp();

        var databases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => postgres.CreateDatabaseAsync(s_rows, TestContext.Current.CancellationToken)));

        TestContext.Current.TestOutputHelper?.WriteLine($"8 databases in {Stopwatch.GetElapsedTime(since).TotalMilliseconds:F0} ms");
        foreach (var database in databases)
        {
            Assert.Equal(42, await Sql.AskAsync(database.ApplicationConnectionString, "select answer from row_of_template"));
            await database.DisposeAsync();
        }
    }
}
