namespace DedupPortal.Duplicates;

/// <summary>Identity of a duplicate group. It survives re-scans.</summary>
public readonly record struct GroupId(Guid Value)
{
    public static GroupId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>Identity of a review decision.</summary>
public readonly record struct DecisionId(Guid Value)
{
    public static DecisionId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}
