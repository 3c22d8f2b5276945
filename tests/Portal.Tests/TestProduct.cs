using DedupPortal.Audit;
using DedupPortal.Notifications;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DedupPortal.Portal.Tests;

/// <summary>
/// The product without its pages, on a database of its own that has just been migrated, as the role that production uses. A test
/// adds the features it needs through <c>configure</c>.
/// </summary>
public sealed class TestProduct : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private TestProduct(PostgresDatabase database, ServiceProvider services) => (Database, Services) = (database, services);

    public PostgresDatabase Database { get; }

    public ServiceProvider Services { get; }

    public static async Task<TestProduct> CreateAsync(PostgresCluster cluster, Action<IServiceCollection>? configure = null)
    {
        var database = await cluster.CreatePortalDatabaseAsync();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStorage(database.ApplicationConnectionString);
        services.AddKeyRing(new MasterKey(MasterKey.NewText()));
        services.AddTenants();
        services.AddAudit();
        services.AddOptions<MailOptions>().Configure(options => options.Folder = Path.Combine(Path.GetTempPath(), "dedup-mail-" + database.Name));
        services.AddNotifications();
        configure?.Invoke(services);
        return new TestProduct(database, services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }));
    }

    /// <summary>Registers an agency with its owner and returns a way into it as that owner.</summary>
    public async Task<TestAgency> RegisterAsync(string name)
    {
        var email = $"{Guid.NewGuid():N}@agency.example";
        await using var services = Services.CreateAsyncScope();
        var created = await services.ServiceProvider.GetRequiredService<AccountCreation>()
            .RegisterAgencyAsync(name, new NewAccount($"Owner of {name}", email, Password, "en"), CancellationToken.None);
        return new TestAgency(this, created.Value.TenantId!.Value, created.Value);
    }

    /// <summary>A connection of the owning role, to look or meddle behind the product's back.</summary>
    public NpgsqlDataSource OwnerSource() => NpgsqlDataSource.Create(Database.OwnerConnectionString);

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>An agency in a test.</summary>
public sealed record TestAgency(TestProduct Product, TenantId Id, Account Owner)
{
    /// <summary>A scope in which a member with the role acts; the owner by default.</summary>
    public AsyncServiceScope As(MemberRole role = MemberRole.Owner)
    {
        var services = Product.Services.CreateAsyncScope();
        services.ServiceProvider.GetRequiredService<TenantScope>().Enter(Id, new Actor(Owner.Id, $"Acting {role}", role));
        return services;
    }

    /// <summary>Runs something in a scope of its own.</summary>
    public async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> act, MemberRole role = MemberRole.Owner) where TService : notnull
    {
        await using var services = As(role);
        return await act(services.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>Reads or writes with a context of this agency.</summary>
    public async Task<T> DatabaseAsync<T>(Func<PortalDbContext, Task<T>> act)
    {
        await using var services = As();
        await using var db = await services.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await act(db);
    }
}
