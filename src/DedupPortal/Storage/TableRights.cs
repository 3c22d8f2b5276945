namespace DedupPortal.Storage;

/// <summary>Comments on tables by which the migrator chooses what the application role may do with them.</summary>
public static class TableRights
{
    /// <summary>SELECT and INSERT only.</summary>
    public const string AppendOnly = "append-only";
}
