using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DedupPortal.Storage;

/// <summary>What the database refuses and features expect.</summary>
public static class DatabaseErrors
{
    /// <summary>True when a unique index refused the rows: somebody else was first.</summary>
    public static bool IsUniqueViolation(this DbUpdateException failure) =>
        failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
}
