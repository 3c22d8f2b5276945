using DedupPortal.Storage;

namespace DedupPortal.Duplicates;

/// <summary>The group is in a state from which this cannot be done: merged, gone or decided meanwhile. Nothing was changed.</summary>
public sealed record GroupNotOpen(GroupState State) : Failure
{
    public override IReadOnlyList<object> Parameters => [State];
}

/// <summary>A decision needs a reason of 1 to <see cref="ReviewDecision.ReasonLength"/> characters. Nothing was changed.</summary>
public sealed record ReasonMissing : Failure;

/// <summary>"Later" needs a moment in the future. Nothing was changed.</summary>
public sealed record MomentPassed : Failure;

/// <summary>The decision was already taken back. Nothing was changed.</summary>
public sealed record AlreadyRetracted : Failure;
