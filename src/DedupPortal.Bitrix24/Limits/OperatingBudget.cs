using System.Collections.Concurrent;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Operating time of one credential at one portal, per method: the portal allows so many seconds of its own work within
/// ten minutes and refuses the method beyond. The portal's word in each answer is the truth; between answers the ten
/// one-minute baskets say what has left the window. Scans keep below 70 %: from half of that on they slow down to the
/// pace that the window gives back, and at 70 % they stop. Thread-safe. Source: Bitrix24 REST documentation, "limits".
/// </summary>
public sealed class OperatingBudget(TimeSpan limit, TimeProvider time)
{
    /// <summary>Part of a method's time that scans may use.</summary>
    public const double ScanShare = 0.7;

    /// <summary>What the cloud allows within ten minutes, as far as its documentation says: an example it may change. An on-premise portal has no limit unless it was switched on.</summary>
    public static readonly TimeSpan CloudLimit = TimeSpan.FromSeconds(480);

    private readonly ConcurrentDictionary<string, MethodBudget> _methods = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Seconds of the method used within the last ten minutes, as far as we know.</summary>
    public double Used(string method) => _methods.TryGetValue(method, out var budget) ? budget.Used(time.GetUtcNow()) : 0;

    /// <summary>How long a scan has to wait before it may call the method; zero when it may now.</summary>
    public TimeSpan ScanWait(string method) =>
        _methods.TryGetValue(method, out var budget) ? budget.ScanWait(time.GetUtcNow(), limit.TotalSeconds * ScanShare) : TimeSpan.Zero;

    /// <summary>Takes over what the portal said with an answer. <paramref name="used"/> null: it said nothing, and nothing changes.</summary>
    internal void Report(string method, double? used)
    {
        if (used is { } seconds) _methods.GetOrAdd(method, _ => new MethodBudget()).Report(time.GetUtcNow(), seconds, calls: 1);
    }

    /// <summary>The portal refused the method; a part of its time comes back after <paramref name="after"/>, or within a minute when it did not say.</summary>
    internal void MarkSpent(string method, TimeSpan? after) =>
        _methods.GetOrAdd(method, _ => new MethodBudget()).MarkSpent(time.GetUtcNow(), limit.TotalSeconds, after ?? TimeSpan.FromMinutes(1));

    /// <summary>Waits for all methods if that takes no longer than <paramref name="patience"/>; otherwise the wait, as an error.</summary>
    internal async Task<BitrixError?> WaitAsync(IReadOnlyCollection<string> methods, TimeSpan patience, CancellationToken cancellationToken)
    {
        var wait = methods.Count == 0 ? TimeSpan.Zero : methods.Max(ScanWait);
        if (wait > patience) return new BitrixError.RetryLater(ClientCodes.OperatingReserve, "", RetryReason.OperatingLimit, AnswerLost: false, wait);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
        return null;
    }
}
