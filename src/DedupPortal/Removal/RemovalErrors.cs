using DedupPortal.Storage;

namespace DedupPortal.Removal;

/// <summary>What was typed is not the name of what is to be deleted.</summary>
public sealed record NameNotConfirmed(string Name) : Failure
{
    public override IReadOnlyList<object> Parameters => [Name];
}

/// <summary>A scan, a merge or a bulk run of the portal is waiting or at work; what it writes needs its records.</summary>
public sealed record PortalBusy(string Name) : Failure
{
    public override IReadOnlyList<object> Parameters => [Name];
}
