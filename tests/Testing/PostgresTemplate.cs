using DedupPortal.Migrations;

namespace DedupPortal.Testing;

/// <summary>A database that is prepared once per process and then copied. Two templates of one name are the same template.</summary>
/// <param name="Name">Any name; it is a key.</param>
/// <param name="PrepareAsync">Fills the empty database, for instance with the migrations, through its owner's connection string.</param>
public sealed record PostgresTemplate(string Name, Func<PostgresDatabase, CancellationToken, Task> PrepareAsync)
{
    /// <summary>The product's tables, the job store and the rights, as the migrator makes them; no rows.</summary>
    public static PostgresTemplate Portal { get; } =
        new("portal", (database, cancellationToken) => Migrator.ApplyAsync(database.OwnerConnectionString, cancellationToken));
}
