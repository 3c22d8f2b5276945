using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Protocol;

/// <summary>What a method has used within the last ten minutes, and when (Unix seconds) its oldest minute is forgotten.</summary>
internal readonly record struct OperatingUse(double Seconds, long ResetAt);

/// <summary>
/// Operating time per (application or webhook, method) in ten one-minute baskets. The call that crosses the limit still finishes; the next
/// one is refused until enough baskets have left the window.
/// </summary>
internal sealed class OperatingBudget(PortalClock clock)
{
    private const int Baskets = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Owner, string Method), SortedDictionary<long, double>> _used = [];

    public OperatingUse Use(string owner, string method)
    {
        lock (_gate)
            return Sum(Kept(owner, method));
    }

    public OperatingUse Charge(string owner, string method, double seconds)
    {
        lock (_gate)
        {
            var baskets = Kept(owner, method);
            var minute = Minute();
            baskets[minute] = baskets.GetValueOrDefault(minute) + seconds;
            return Sum(baskets);
        }
    }

    public void Clear()
    {
        lock (_gate)
            _used.Clear();
    }

    private long Minute() => clock.Instant().ToUnixTimeSeconds() / 60;

    private SortedDictionary<long, double> Kept(string owner, string method)
    {
        if (!_used.TryGetValue((owner, method), out var baskets))
            _used[(owner, method)] = baskets = [];
        var oldest = Minute() - Baskets;
        while (baskets.Count > 0 && baskets.First().Key <= oldest)
            baskets.Remove(baskets.First().Key);
        return baskets;
    }

    private OperatingUse Sum(SortedDictionary<long, double> baskets) =>
        new(baskets.Values.Sum(), ((baskets.Count > 0 ? baskets.First().Key : Minute()) + Baskets) * 60);
}
