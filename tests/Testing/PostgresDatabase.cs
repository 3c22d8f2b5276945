namespace DedupPortal.Testing;

/// <summary>One test's database; dropped when disposed, whoever is still connected.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly PostgresCluster _cluster;

    internal PostgresDatabase(PostgresCluster cluster, string name, string ownerConnectionString, string applicationConnectionString) =>
        (_cluster, Name, OwnerConnectionString, ApplicationConnectionString) =
        (cluster, name, ownerConnectionString, applicationConnectionString);

    public string Name { get; }

    /// <summary>Of the role that owns the tables: for migrations, and for tests that look behind the product's back.</summary>
    public string OwnerConnectionString { get; }

    /// <summary>Of the role that the product works as.</summary>
    public string ApplicationConnectionString { get; }

    public Task<string> SuperuserConnectionStringAsync() => _cluster.SuperuserConnectionStringAsync(Name);

    public async ValueTask DisposeAsync() => await _cluster.DropAsync(Name);
}
