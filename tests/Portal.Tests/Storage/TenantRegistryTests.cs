using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DedupPortal.Portal.Tests.Storage;

public sealed class TenantRegistryTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Visit_OneAgencyFails_TheOthersAreVisitedAllTheSame()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agencies = new[] { await product.RegisterAsync("First"), await product.RegisterAsync("Second"), await product.RegisterAsync("Third") };
        var seen = new List<TenantId>();

        var failed = await Assert.ThrowsAsync<AggregateException>(() => TenantRegistry.VisitAsync(
            product.Services.GetRequiredService<NpgsqlDataSource>(), product.Services.GetRequiredService<IServiceScopeFactory>(),
            (services, tenant) =>
            {
                Assert.Equal(tenant, services.GetRequiredService<TenantScope>().Tenant);
                seen.Add(tenant);
                return seen.Count < 3 ? throw new InvalidOperationException($"trouble {seen.Count}") : Task.CompletedTask;
            },
            CancellationToken.None));

        Assert.Equal(agencies.Select(agency => agency.Id).OrderBy(id => id.Value), seen.OrderBy(id => id.Value));
        Assert.Equal(["trouble 1", "trouble 2"], failed.InnerExceptions.Select(one => one.Message));
    }
}
