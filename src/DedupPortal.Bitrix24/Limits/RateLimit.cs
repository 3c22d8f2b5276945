namespace DedupPortal.Bitrix24;

/// <summary>
/// Rate that a portal grants to one source address: a counter that every request raises by one, that drains by
/// <paramref name="PerSecond"/>, and above <paramref name="Burst"/> of which requests are refused.
/// Source: Bitrix24 REST documentation, "limits" (2026-07-22).
/// </summary>
public sealed record RateLimit(double PerSecond, int Burst)
{
    /// <summary>All plans but Enterprise: 2 per second, 50 at once.</summary>
    public static RateLimit Standard { get; } = new(2, 50);

    /// <summary>Enterprise plans: 5 per second, 250 at once.</summary>
    public static RateLimit Enterprise { get; } = new(5, 250);
}
