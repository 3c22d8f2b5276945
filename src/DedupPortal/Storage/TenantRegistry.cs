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
}
