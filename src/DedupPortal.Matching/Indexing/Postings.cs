namespace DedupPortal.Matching.Indexing;

/// <summary>How many cards carry each value of one kind, and which.</summary>
internal sealed class Postings<TKey>(IEqualityComparer<TKey>? comparer = null)
  where TKey : notnull
{
    private static readonly List<int> s_none = [];
    private readonly Dictionary<TKey, List<int>> _cards = new(comparer);

    /// <summary>Number of values of all cards.</summary>
    internal int Total { get; private set; }

    internal IEnumerable<TKey> Keys => _cards.Keys;

    internal IEnumerable<KeyValuePair<TKey, List<int>>> All => _cards;

    internal void Add(TKey key, int card)
    {
        if (!_cards.TryGetValue(key, out var list)) _cards.Add(key, list = new List<int>(1));
        // A card that names a value twice carries it once.
        if (list.Count > 0 && list[^1] == card) return;
        list.Add(card);
        Total++;
    }

    /// <summary>Cards with the value, in the order they were added; empty when there is none.</summary>
    internal List<int> this[TKey key] => _cards.GetValueOrDefault(key, s_none);

    internal int Count(TKey key) => this[key].Count;
}
