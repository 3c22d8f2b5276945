namespace DedupPortal.Matching.Indexing;

/// <summary>Events of cards by time: a sorted array, so that a window is a range and the exact lag is known while scanning.</summary>
internal sealed class TimeIndex
{
    private readonly long[] _times;
    private readonly int[] _cards;

    internal TimeIndex(List<(long Time, int Card)> events)
    {
        events.Sort();
        _times = [.. events.Select(e => e.Time)];
        _cards = [.. events.Select(e => e.Card)];
        // At least a day, so that a portal with one busy minute does not look like a storm.
        Span = _times.Length == 0 ? 1 : Math.Max(86_400, _times[^1] - _times[0]);
    }

    internal static TimeIndex Empty { get; } = new([]);

    internal int Count => _times.Length;

    /// <summary>Seconds from the first to the last event.</summary>
    internal long Span { get; }

    /// <summary>Position of the first event after <paramref name="time"/>.</summary>
    internal int After(long time)
    {
        int low = 0, high = _times.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_times[middle] <= time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Number of events from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    internal int CountBetween(long from, long to) => to < from ? 0 : After(to) - After(from - 1);

    internal long Time(int position) => _times[position];

    internal int Card(int position) => _cards[position];

    /// <summary>Events per second over the whole span.</summary>
    internal double Rate => (double)_times.Length / Span;
}
