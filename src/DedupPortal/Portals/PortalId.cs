namespace DedupPortal.Portals;

/// <summary>Identity of a connected Bitrix24 account. Never empty.</summary>
public readonly record struct PortalId(Guid Value)
{
    public static PortalId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}
