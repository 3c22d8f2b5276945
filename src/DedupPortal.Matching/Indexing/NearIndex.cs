using DedupPortal.Matching.Kernels;

namespace DedupPortal.Matching.Indexing;

/// <summary>
/// Finds words a slip of the finger away by the neighbourhood of one deletion (the idea of SymSpell, W. Garbe 2012): two
/// words one edit apart have a common form after deleting at most one letter of each.
/// </summary>
internal sealed class NearIndex
{
    private const int Shortest = 4;
    private const int Longest = 24;

    // Comparing allocates nothing, on any thread.
    [ThreadStatic]
    private static Pattern? s_pattern;

    private readonly List<string> _words;
    private readonly DeletionIndex _index;
    private readonly List<int> _candidates = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _found = new(StringComparer.Ordinal);

    /// <summary>Indexes distinct words.</summary>
    internal NearIndex(IEnumerable<string> words)
    {
        _words = [.. words];
        _index = new DeletionIndex(_words, Shortest, Longest);
    }

    /// <summary>
    /// Indexed words within one slip (<see cref="EditDistance.WithSwaps(Pattern, ReadOnlySpan{char}, int)"/>) of <paramref name="word"/>, 2 from seven letters on where one deletion
    /// on each side reaches them; without the word itself. Remembered per word.
    /// </summary>
    internal IReadOnlyList<string> Near(string word)
    {
        if (word.Length is < Shortest or > Longest) return [];
        if (_found.TryGetValue(word, out var known)) return known;
        _candidates.Clear();
        _index.AddCandidates(word, _candidates);
        var near = new List<string>();
        foreach (var candidate in _candidates)
            if (_words[candidate] != word && AreNear(word, _words[candidate])) near.Add(_words[candidate]);
        near.Sort(StringComparer.Ordinal);
        IReadOnlyList<string> result = near.Count == 0 ? [] : [.. near];
        _found.Add(word, result);
        return result;
    }

    /// <summary>Whether two different words count as near. Symmetric.</summary>
    internal static bool AreNear(string one, string other)
    {
        var shorter = Math.Min(one.Length, other.Length);
        if (shorter < Shortest || Math.Max(one.Length, other.Length) > Longest) return false;
        if (Math.Abs(one.Length - other.Length) > 2) return false;
        // A slip rarely hits the first letter and the last one.
        if (one[0] != other[0] && one[^1] != other[^1]) return false;
        var limit = shorter >= 7 ? 2 : 1;
        var pattern = s_pattern ??= new Pattern();
        pattern.Set(one);
        return EditDistance.WithSwaps(pattern, other, limit) <= limit;
    }
}
