using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace DedupPortal.Storage;

/// <summary>Registers the database: one pool, a context factory per scope, and the scope's agency.</summary>
public static class StorageSetup
{
    /// <param name="services">The container.</param>
    /// <param name="connectionString">Connection of the application role (no ownership, no BYPASSRLS).</param>
    public static IServiceCollection AddStorage(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => DataSource(connectionString));
        services.AddSingleton<System.Data.Common.DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
        services.AddSingleton(provider => Options(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddScoped<TenantScope>();
        services.AddScoped<IDbContextFactory<PortalDbContext>, PortalDbContextFactory>();
        // Identity's stores take a context by constructor; a request is one operation for them.
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContext());
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }

    /// <summary>Options for a context on this pool; also used by the migrator.</summary>
    public static DbContextOptions<PortalDbContext> Options(NpgsqlDataSource source) =>
        new DbContextOptionsBuilder<PortalDbContext>()
            .UseNpgsql(source, npgsql => npgsql
                .MigrationsAssembly("DedupPortal.Migrations")
                .MigrationsHistoryTable("migrations_history", PortalDbContext.Schema))
            .AddInterceptors(new TenantConnectionInterceptor())
            .Options;

    private static NpgsqlDataSource DataSource(string connectionString)
    {
        // Unnamed, the pool would show its connection string as a metrics label.
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = "portal" };
        return builder.Build();
    }
}
