using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DedupPortal.Web.Setup;

/// <summary>Looks at the database once before anything else uses it, so that the operator reads one sentence and no stack trace.</summary>
internal static class DatabaseStart
{
    /// <summary>Why this program cannot work with the database, and what to do; null when it can.</summary>
    public static async Task<string?> ObstacleAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = services.CreateAsyncScope();
            var contexts = scope.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>();
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var missing = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            return missing.Count == 0
                ? null
                : $"the database lacks {missing.Count} migration(s), the first of them {missing[0]}. Run the migrator (DedupPortal.Migrations apply) "
                    + "with the owner's connection string in ConnectionStrings__PortalOwner.";
        }
        catch (NpgsqlException failure)
        {
            return $"the database of ConnectionStrings:Portal refused: {failure.Message}";
        }
    }
}
