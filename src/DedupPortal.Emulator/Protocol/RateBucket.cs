using System.Collections.Concurrent;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Protocol;

/// <summary>A leaky bucket per source address: every request pours one in, it drains steadily, above the brim nothing passes.</summary>
internal sealed class RateBucket(PortalClock clock, int brim, double drainPerSecond)
{
    private readonly ConcurrentDictionary<string, Level> _levels = new(StringComparer.Ordinal);

    public bool Admits(string source)
    {
        var level = _levels.GetOrAdd(source, _ => new Level { At = clock.Instant() });
        lock (level)
        {
            var now = clock.Instant();
            level.Water = Math.Max(0, level.Water - ((now - level.At).TotalSeconds * drainPerSecond));
            level.At = now;
            if (level.Water + 1 > brim)
                return false;
            level.Water++;
            return true;
        }
    }

    private sealed class Level
    {
        public double Water { get; set; }

        public DateTimeOffset At { get; set; }
    }
}
