using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>Something unexpected happened; the log has it under <see cref="Reference"/>.</summary>
public sealed record ScanBroke(string Reference) : Failure
{
    public override IReadOnlyList<object> Parameters => [Reference];
}
