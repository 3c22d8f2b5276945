using DedupPortal.LocalPostgres;
using Npgsql;

namespace DedupPortal.Portal.Tests.LocalPostgres;

public sealed class LocalDatabaseTests : ClusterFolderFixture
{
    [Fact]
    public async Task EnsureAsync_Twice_KeepsRowsAndRenewsPasswords()
    {
        await using var cluster = await StartAsync();
        var first = await LocalDatabase.EnsureAsync(cluster, "product", "product_owner", "product_app", Cancellation);
        await Sql.AskAsync(first.OwnerConnectionString, "create table kept as select 42 as answer");

        var second = await LocalDatabase.EnsureAsync(cluster, "product", "product_owner", "product_app", Cancellation);

        Assert.NotEqual(first.OwnerConnectionString, second.OwnerConnectionString);
        Assert.Equal(42, await Sql.AskAsync(second.OwnerConnectionString, "select answer from kept"));
    }

    [Fact]
    public async Task EnsureAsync_AnotherDatabase_IsClosedToTheFirstOnesRoles()
    {
        await using var cluster = await StartAsync();
        var first = await LocalDatabase.EnsureAsync(cluster, "one", "one_owner", "one_app", Cancellation);
        await LocalDatabase.EnsureAsync(cluster, "two", "two_owner", "two_app", Cancellation);
        var trespass = new NpgsqlConnectionStringBuilder(first.ApplicationConnectionString) { Database = "two" };

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Sql.AskAsync(trespass.ConnectionString, "select 1"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
