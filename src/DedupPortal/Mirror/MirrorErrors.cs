using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>The portal now lives at <see cref="NewEndpoint"/>; it has to be connected there.</summary>
public sealed record PortalMoved(string NewEndpoint) : Failure
{
    public override IReadOnlyList<object> Parameters => [NewEndpoint];
}

/// <summary>Something unexpected happened; the log has it under <see cref="Reference"/>.</summary>
public sealed record ScanBroke(string Reference) : Failure
{
    public override IReadOnlyList<object> Parameters => [Reference];
}

/// <summary>Tells a person why reading a portal stopped.</summary>
internal static class ReadFailures
{
    public static Failure From(BitrixError error) =>
        error is BitrixError.PortalRenamed renamed ? new PortalMoved(renamed.NewEndpoint) : PortalFailures.From(error);
}
