namespace DedupPortal.Matching.Linkage;

/// <summary>
/// Ascending instants with buckets of equal width over them, so that "how many until then" costs one look-up and a search
/// among the few of one bucket.
/// </summary>
internal sealed class TimeIndex
{
    private readonly int[] _times;
    private readonly int[] _bucket;
    private readonly int _shift;

    /// <summary>Takes ownership of the sorted instants.</summary>
    internal TimeIndex(int[] times)
    {
        _times = times;
        // At least a day, so that a portal with one busy minute does not look like a storm.
        Span = times.Length == 0 ? 1 : Math.Max(86_400, (long)times[^1] - times[0]);
        while (Span >> _shift > Math.Max(16, times.Length)) _shift++;
        _bucket = new int[(int)(Span >> _shift) + 2];
        var at = 0;
        for (var b = 0; b < _bucket.Length; b++)
        {
            while (at < times.Length && (long)times[at] - times[0] >> _shift < b) at++;
            _bucket[b] = at;
        }
    }

    internal ReadOnlySpan<int> Times => _times;

    internal int Count => _times.Length;

    /// <summary>Seconds from the first to the last.</summary>
    internal long Span { get; }

    /// <summary>Events per second over the whole span.</summary>
    internal double Rate => (double)_times.Length / Span;

    /// <summary>Number of events at or before <paramref name="time"/>: the place of the first one after it.</summary>
    internal int After(long time)
    {
        if (_times.Length == 0 || time < _times[0]) return 0;
        if (time >= _times[^1]) return _times.Length;
        var bucket = (int)(time - _times[0] >> _shift);
        int low = _bucket[bucket], high = _bucket[bucket + 1];
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
}
