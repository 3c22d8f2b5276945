using System.Runtime.InteropServices;

namespace DedupPortal.Matching;

/// <summary>Two positions in canonical order: <see cref="First"/> is below <see cref="Second"/>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecordPair : IComparable<RecordPair>
{
    /// <summary>Puts two different positions in order. Throws <see cref="ArgumentException"/> when they are equal.</summary>
    public RecordPair(int one, int other)
    {
        if (one == other) throw new ArgumentException("A pair needs two different records.", nameof(other));
        First = Math.Min(one, other);
        Second = Math.Max(one, other);
    }

    /// <summary>The smaller position.</summary>
    public int First { get; }

    /// <summary>The larger position.</summary>
    public int Second { get; }

    /// <inheritdoc/>
    public int CompareTo(RecordPair other) =>
      First != other.First ? First.CompareTo(other.First) : Second.CompareTo(other.Second);

    public static bool operator <(RecordPair left, RecordPair right) => left.CompareTo(right) < 0;

    public static bool operator >(RecordPair left, RecordPair right) => left.CompareTo(right) > 0;

    public static bool operator <=(RecordPair left, RecordPair right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RecordPair left, RecordPair right) => left.CompareTo(right) >= 0;
}
