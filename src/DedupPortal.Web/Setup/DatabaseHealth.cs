using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace DedupPortal.Web.Setup;

/// <summary>Ready when the database answers and has this version's tables.</summary>
public sealed class DatabaseHealth(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = source.CreateCommand("select count(*) from portal.migrations_history");
            return await command.ExecuteScalarAsync(cancellationToken) is > 0L ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database has no tables of this program.");
        }
        catch (NpgsqlException failure)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", failure);
        }
    }
}
