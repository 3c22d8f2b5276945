using System.Security.Cryptography;
using Npgsql;

namespace DedupPortal.LocalPostgres;

/// <summary>
/// One database of a private cluster with the two roles that a product needs: one owns the tables, one works with them. Neither is
/// a superuser and neither passes by row-level security.
/// </summary>
/// <param name="Name">Name of the database.</param>
/// <param name="OwnerConnectionString">For whoever creates and changes tables.</param>
/// <param name="ApplicationConnectionString">For the running product: the role owns nothing.</param>
public sealed record LocalDatabase(string Name, string OwnerConnectionString, string ApplicationConnectionString)
{
    /// <summary>
    /// Creates what is missing of the database and its roles, and gives both roles new passwords, so that none has to be kept.
    /// Sessions that are open stay open. Names are plain lower-case identifiers.
    /// </summary>
    public static async Task<LocalDatabase> EnsureAsync(
        LocalCluster cluster, string name, string ownerRole, string applicationRole, CancellationToken cancellationToken = default)
    {
        await using var source = NpgsqlDataSource.Create(cluster.SuperuserConnectionString("postgres"));
        var owner = await EnsureRoleAsync(source, ownerRole, cancellationToken);
        var application = await EnsureRoleAsync(source, applicationRole, cancellationToken);
        if (!await ExistsAsync(source, "select 1 from pg_database where datname = $1", name, cancellationToken))
        {
            await ExecuteAsync(source, $"create database {Quoted(name)} owner {Quoted(ownerRole)}", cancellationToken);
            await ExecuteAsync(source, $"revoke all on database {Quoted(name)} from public", cancellationToken);
            await ExecuteAsync(source, $"grant connect on database {Quoted(name)} to {Quoted(applicationRole)}", cancellationToken);
        }

        return new LocalDatabase(
            name,
            cluster.ConnectionString(ownerRole, owner, name),
            cluster.ConnectionString(applicationRole, application, name));
    }

    private static async Task<string> EnsureRoleAsync(NpgsqlDataSource source, string role, CancellationToken cancellationToken)
    {
        var verb = await ExistsAsync(source, "select 1 from pg_roles where rolname = $1", role, cancellationToken) ? "alter" : "create";
        // Hexadecimal needs no escaping in a literal.
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await ExecuteAsync(
            source,
            $"{verb} role {Quoted(role)} login nosuperuser nobypassrls nocreatedb nocreaterole password '{password}'",
            cancellationToken);
        return password;
    }

    private static async Task<bool> ExistsAsync(NpgsqlDataSource source, string sql, string name, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Quoted(string identifier) => new NpgsqlCommandBuilder().QuoteIdentifier(identifier);
}
