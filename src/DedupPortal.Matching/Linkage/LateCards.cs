using System.Runtime.InteropServices;

namespace DedupPortal.Matching.Linkage;

/// <summary>
/// What has happened to phone cards since the index was built: cards that are gone, and cards that its lists do not know as they
/// are now. Those few are compared with every chat instead of being looked for; once there are many, the index is built anew.
/// </summary>
internal sealed class LateCards
{
    private readonly HashSet<int> _gone = [];
    private readonly HashSet<int> _stale = [];
    private readonly List<int> _rows = [];
    private readonly Dictionary<int, int> _surnames = [];
    private readonly Dictionary<int, int> _handles = [];
    private readonly Dictionary<int, int> _words = [];

    /// <summary>Whether anything happened.</summary>
    internal bool Any => _stale.Count > 0 || _rows.Count > 0;

    /// <summary>Number of changes that have not been overtaken.</summary>
    internal int Count => Math.Max(_stale.Count, _rows.Count);

    /// <summary>Number of rows that are gone.</summary>
    internal int Gone => _gone.Count;

    /// <summary>Rows to compare with every chat, in order of arrival.</summary>
    internal ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

    internal bool IsGone(int row) => _gone.Contains(row);

    /// <summary>Whether the index's lists no longer speak for a row.</summary>
    internal bool IsStale(int row) => _stale.Contains(row);

    internal void Remove(int row)
    {
        _gone.Add(row);
        _stale.Add(row);
        _rows.Remove(row);
    }

    /// <summary>A card that is new or has a new event.</summary>
    internal void Add(int row, bool known)
    {
        if (known) _stale.Add(row);
        if (!_rows.Contains(row)) _rows.Add(row);
    }

    /// <summary>Counts a card's names in (+1) or out (−1).</summary>
    internal void CountNames(in PhoneCard card, int by)
    {
        Shift(_surnames, card.Surname, by);
        Shift(_handles, card.Handle, by);
        Shift(_words, card.HandleWords, by);
    }

    internal int ShiftOfSurname(int surname) => _surnames.GetValueOrDefault(surname);

    internal int ShiftOfHandle(int handle) => _handles.GetValueOrDefault(handle);

    internal int ShiftOfWords(int words) => _words.GetValueOrDefault(words);

    private static void Shift(Dictionary<int, int> shifts, int key, int by)
    {
        if (key != 0) shifts[key] = shifts.GetValueOrDefault(key) + by;
    }
}
