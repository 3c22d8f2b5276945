using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// What the portal answered to one call. <see cref="Result"/> is null when the portal sent JSON null. Everything else is
/// null when absent, which older and on-premise portals do. <see cref="Operating"/>: seconds of the method's operating
/// budget used in the last ten minutes; <see cref="OperatingResetAt"/>: when part of it comes back, UTC.
/// </summary>
public sealed record BitrixAnswer(JsonNode? Result, int? Total, int? Next, double? Operating, DateTimeOffset? OperatingResetAt)
{
    /// <summary>The kind of the result only: results hold phones and message texts.</summary>
    public override string ToString() => Result is null ? "null" : Result.GetValueKind().ToString();
}
