namespace DedupPortal.Bitrix24;

/// <summary>Ten one-minute baskets of one method's operating time. Moments come in from outside; thread-safe.</summary>
internal sealed class MethodBudget
{
    internal const int Baskets = 10;

    private const double Window = Baskets * 60;
    private const double CostMemory = 0.8;

    private readonly Lock _gate = new();
    private readonly double[] _baskets = new double[Baskets];
    private long _minute;
    private double _costPerReport;
    private DateTimeOffset _reportedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _blockedUntil = DateTimeOffset.MinValue;

    internal double Used(DateTimeOffset now)
    {
        lock (_gate)
        {
            Turn(now);
            return _baskets.Sum();
        }
    }

    /// <summary>
    /// The portal's sum replaces ours: what it has more was used now, what it has less left with the oldest baskets. What
    /// was used before we looked (the first report, a refusal) is taken as spread evenly; the next report corrects it.
    /// </summary>
    internal void Report(DateTimeOffset now, double used, int calls)
    {
        lock (_gate)
        {
            Turn(now);
            var more = Math.Max(0, used) - _baskets.Sum();
            if (more > 0 && (calls == 0 || _reportedAt == DateTimeOffset.MinValue))
            {
                for (var basket = 0; basket < Baskets; basket++) _baskets[basket] += more / Baskets;
            }
            else if (more > 0)
            {
                _baskets[Index(_minute)] += more;
                _costPerReport = _costPerReport == 0 ? more : (_costPerReport * CostMemory) + (more * (1 - CostMemory));
            }

            for (var age = Baskets - 1; more < 0 && age >= 0; age--)
            {
                var taken = Math.Min(_baskets[Index(_minute - age)], -more);
                _baskets[Index(_minute - age)] -= taken;
                more += taken;
            }

            _reportedAt = now;
        }
    }

    internal void MarkSpent(DateTimeOffset now, double limit, TimeSpan after)
    {
        Report(now, limit, calls: 0);
        lock (_gate) _blockedUntil = now + after;
    }

    internal TimeSpan ScanWait(DateTimeOffset now, double allowed)
    {
        lock (_gate)
        {
            Turn(now);
            if (_blockedUntil > now) return _blockedUntil - now;
            var used = _baskets.Sum();
            if (used >= allowed) return UntilBelow(now, used, allowed);

            // The pace that the window gives back: an answer of that cost, as often as the allowed part takes it.
            if (used < allowed / 2) return TimeSpan.Zero;
            var next = _reportedAt + TimeSpan.FromSeconds(Math.Min(_costPerReport * Window / allowed, Window));
            return next > now ? next - now : TimeSpan.Zero;
        }
    }

    private TimeSpan UntilBelow(DateTimeOffset now, double used, double allowed)
    {
        for (var age = Baskets - 1; age >= 0; age--)
        {
            used -= _baskets[Index(_minute - age)];
            if (used < allowed) return DateTimeOffset.FromUnixTimeSeconds((_minute - age + Baskets) * 60) - now;
        }

        return TimeSpan.Zero;
    }

    /// <summary>Empties the baskets that left the window.</summary>
    private void Turn(DateTimeOffset now)
    {
        var minute = now.ToUnixTimeSeconds() / 60;
        for (var gone = Math.Min(minute - _minute, Baskets); gone > 0; gone--) _baskets[Index(minute - gone + 1)] = 0;
        _minute = Math.Max(_minute, minute);
    }

    private static int Index(long minute) => (int)(((minute % Baskets) + Baskets) % Baskets);
}
