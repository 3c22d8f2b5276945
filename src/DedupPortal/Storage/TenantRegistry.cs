using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DedupPortal.Storage;

/// <summary>Which agencies exist, and nothing of them: for those who work for all.</summary>
public static class TenantRegistry
{
    public static async Task<IReadOnlyList<TenantId>> ListAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var tenants = new List<TenantId>();
        await using var command = source.CreateCommand($"select tenant_id from {PortalDbContext.Schema}.tenant_ids() order by 1");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) tenants.Add(new TenantId(reader.GetGuid(0)));
        return tenants;
    }

    /// <summary>
    /// Goes through all agencies, one after another, each in services of its own that act for the system there. One that fails keeps no
    /// other waiting: what failed is thrown together, after the last.
    /// </summary>
    public static async Task VisitAsync(NpgsqlDataSource source, IServiceScopeFactory scopes, Func<IServiceProvider, TenantId, Task> visit, CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        foreach (var tenant in await ListAsync(source, cancellationToken))
        {
            await using var services = scopes.CreateAsyncScope();
            services.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, Actor.System);
            try
            {
                await visit(services.ServiceProvider, tenant);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0) throw new AggregateException(failures);
    }
}
