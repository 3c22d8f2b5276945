namespace DedupPortal.Merging;

/// <summary>Identity of one run of the journal: a merge, or the undo of one. Never empty.</summary>
public readonly record struct MergeId(Guid Value)
{
    public static MergeId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>Identity of a wizard's state. Never empty.</summary>
public readonly record struct MergeDraftId(Guid Value)
{
    public static MergeDraftId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>Identity of a bulk run. Never empty.</summary>
public readonly record struct BulkRunId(Guid Value)
{
    public static BulkRunId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}
