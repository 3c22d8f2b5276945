using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace DedupPortal.Storage;

/// <summary>Makes contexts for the agency of the current scope. Registered per scope: a context never outlives an operation.</summary>
public sealed class PortalDbContextFactory(DbContextOptions<PortalDbContext> options, TenantScope scope) : IDbContextFactory<PortalDbContext>
{
    public PortalDbContext CreateDbContext() => new(options, scope);
}

/// <summary>
/// Tells the database which agency acts, each time a context takes a connection from the pool. The pool resets the session when
/// the connection returns, so nothing leaks to the next taker; without an agency nothing is set and row-level security shows no row.
/// </summary>
internal sealed class TenantConnectionInterceptor : DbConnectionInterceptor
{
    private const string Sql = "select set_config('app.tenant_id', $1, false)";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (Command(connection, eventData) is not { } command) return;
        using (command) command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (Command(connection, eventData) is not { } command) return;
        await using (command) await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand? Command(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (eventData.Context is not PortalDbContext { CurrentTenant: { } tenant }) return null;
        var command = new NpgsqlCommand(Sql, (NpgsqlConnection)connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant.ToString() });
        return command;
    }
}
