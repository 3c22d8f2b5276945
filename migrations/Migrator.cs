using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace DedupPortal.Migrations;

/// <summary>
/// Brings a database to this version: roles and schemas, the product's tables, the job store's tables, rights. Needs the owner's
/// connection. Safe to run again and by two programs at once.
/// </summary>
public static class Migrator
{
    // Any constant does; it only has to be the same in every migrator.
    private const long Lock = 7_305_112_600;

    public static async Task ApplyAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ownerConnectionString);
        await using var guard = await source.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(guard, $"select pg_advisory_lock({Lock})", cancellationToken);
        await ExecuteAsync(guard, Roles.Before, cancellationToken);
        await using (var db = MigrationContext.Create(source))
            await db.Database.MigrateAsync(cancellationToken);
        await ProvisionJobStoreAsync(source, cancellationToken);
        await ExecuteAsync(guard, Roles.After, cancellationToken);
        await ExecuteAsync(guard, $"select pg_advisory_unlock({Lock})", cancellationToken);
    }

    /// <summary>Names of the migrations that this version has and the database lacks; empty when it is up to date.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var db = MigrationContext.Create(source);
        return [.. await db.Database.GetPendingMigrationsAsync(cancellationToken)];
    }

    /// <summary>
    /// The SQL of roles, tables and rights, for a database administrator who runs it himself. The job store's tables are not in it:
    /// their script comes with the job library, and <c>apply</c> creates them.
    /// </summary>
    public static string Script()
    {
        using var source = NpgsqlDataSource.Create("Host=localhost;Database=script");
        using var db = MigrationContext.Create(source);
        var migrations = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
        return string.Join(Environment.NewLine, Roles.Before, migrations, Roles.After);
    }

    private static async Task ProvisionJobStoreAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(source);
        services.AddSingleton<System.Data.Common.DbDataSource>(source);
        services.AddJobStore(provision: true);
        await using var provider = services.BuildServiceProvider();
        // Building the scheduler starts its store, which creates what is missing; the scheduler itself never runs here.
        var scheduler = await provider.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);
        await scheduler.Shutdown(waitForJobsToComplete: false, cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
