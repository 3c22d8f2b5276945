using System.Collections.Concurrent;

namespace DedupPortal.Emulator.Protocol;

/// <summary>A leaky bucket per source address: every request pours one in, it drains steadily, above the brim nothing passes.</summary>
internal sealed class RateBucket(TimeProvider time, int brim, double drainPerSecond)
{
    private readonly ConcurrentDictionary<string, Level> _levels = new(StringComparer.Ordinal);

    public bool Admits(string source)
    {
        var level = _levels.GetOrAdd(source, _ => new Level { At = time.GetTimestamp() });
        lock (level)
        {
            var now = time.GetTimestamp();
            level.Water = Math.Max(0, level.Water - (time.GetElapsedTime(level.At, now).TotalSeconds * drainPerSecond));
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

        public long At { get; set; }
    }
}
