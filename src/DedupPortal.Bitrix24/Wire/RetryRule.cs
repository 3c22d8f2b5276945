namespace DedupPortal.Bitrix24;

/// <summary>
/// Decides whether a failed attempt is repeated inside the client, and after what wait. Pure. The client's patience is
/// short; a longer one is the job's.
/// </summary>
internal static class RetryRule
{
    /// <summary>The wait before the next attempt; null to give the error to the caller.</summary>
    /// <param name="error">The outcome of the attempt.</param>
    /// <param name="repeatable">Whether executing the call twice is harmless.</param>
    /// <param name="attempt">Number of the attempt that failed, from 1.</param>
    /// <param name="options">Attempts and waits.</param>
    /// <param name="jitter">A random number in [0, 1).</param>
    internal static TimeSpan? WaitAfter(BitrixError error, bool repeatable, int attempt, BitrixClientOptions options, double jitter)
    {
        if (attempt >= options.Attempts || error is not BitrixError.RetryLater later) return null;

        // A portal that was silent for more than a minute is not helped by being asked again at once.
        if (later.Reason == RetryReason.Timeout) return null;
        if (!repeatable && !NeverExecuted(later)) return null;
        if (later.After > options.RetryCap) return null;

        var full = Math.Min(options.RetryBase.TotalMilliseconds * Math.Pow(2, attempt - 1), options.RetryCap.TotalMilliseconds);
        var wait = TimeSpan.FromMilliseconds(full * (1 - (jitter / 2)));
        return later.After > wait ? later.After : wait;
    }

    /// <summary>Refused by the portal's rate counter, or never connected: the only cases in which a write surely did not happen and a short wait helps.</summary>
    private static bool NeverExecuted(BitrixError.RetryLater later) =>
        !later.AnswerLost && (later.Reason is RetryReason.RateLimit or RetryReason.Network);
}
