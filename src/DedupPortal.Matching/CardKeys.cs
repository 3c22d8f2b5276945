using DedupPortal.Matching.Linkage;
using DedupPortal.Matching.Records;
using DedupPortal.Matching.Scoring;

namespace DedupPortal.Matching;

/// <summary>
/// Positions of cards by what relates two of them: contact points, Telegram identities, company names, and whose lead or deal a card is.
/// Sorted arrays, with the lists of keys that changed beside them.
/// </summary>
internal sealed class CardKeys
{
    // The lowest bit tells what makes two cards one person or one chat from what makes them worth comparing.
    private const ulong OfPerson = 1;

    private readonly ulong[] _keys;
    private readonly int[] _places;
    private readonly Dictionary<ulong, List<int>> _changed = [];

    internal CardKeys(IReadOnlyList<NormalizedRecord> records)
    {
        var entries = new List<(ulong Key, int Place)>(records.Count * 3);
        foreach (var record in records)
            foreach (var key in Of(record)) entries.Add((key, record.Index));
        (_keys, _places) = (new ulong[entries.Count], new int[entries.Count]);
        for (var i = 0; i < entries.Count; i++) (_keys[i], _places[i]) = entries[i];
        Array.Sort(_keys, _places);
    }

    /// <summary>Keys of a card; <paramref name="person"/>: only those that make it one person or one chat with others.</summary>
    internal static IEnumerable<ulong> Of(NormalizedRecord record, bool person = false)
    {
        if (record.Kind == RecordKind.Contact) yield return Salted((ulong)record.Index, 1) | OfPerson;
        if (record.Raw.OwnerContact is { } owner) yield return Salted((ulong)owner, 1) | OfPerson;
        if (record.Kind == RecordKind.Deal) yield break;
        foreach (var phone in record.Phones) yield return Salted((ulong)phone, 2) | OfPerson;
        foreach (var identity in Persons.IdentityKeys(record)) yield return Salted(Keys.Of(identity), 3) | OfPerson;
        if (person) yield break;
        // These relate cards of one kind alone.
        var kind = 16 * (ulong)record.Kind;
        foreach (var email in record.Emails) yield return Salted(Keys.Of(email.Key), 4 + kind) & ~OfPerson;
        foreach (var username in record.Usernames) yield return Salted(Keys.Of(username), 5 + kind) & ~OfPerson;
        if (record.Kind == RecordKind.Company && record.Company.Key.Length > 0) yield return Salted(Keys.Of(record.Company.Key), 6) & ~OfPerson;
    }

    internal IReadOnlyList<int> this[ulong key]
    {
        get
        {
            if (_changed.TryGetValue(key, out var changed)) return changed;
            var (first, end) = Range(key);
            return new ArraySegment<int>(_places, first, end - first);
        }
    }

    internal void Add(NormalizedRecord record)
    {
        foreach (var key in Of(record))
            if (ListOf(key) is var list && !list.Contains(record.Index)) list.Add(record.Index);
    }

    internal void Remove(NormalizedRecord record)
    {
        foreach (var key in Of(record)) ListOf(key).Remove(record.Index);
    }

    private List<int> ListOf(ulong key)
    {
        if (_changed.TryGetValue(key, out var list)) return list;
        var (first, end) = Range(key);
        return _changed[key] = [.. _places.AsSpan(first, end - first).ToArray().Distinct()];
    }

    private (int First, int End) Range(ulong key)
    {
        int low = 0, high = _keys.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_keys[middle] < key) low = middle + 1;
            else high = middle;
        }

        while (high < _keys.Length && _keys[high] == key) high++;
        return (low, high);
    }

    private static ulong Salted(ulong value, ulong salt)
    {
        var hash = (value + salt) * 0x9E3779B97F4A7C15UL ^ salt * 0xC2B2AE3D27D4EB4FUL;
        hash ^= hash >> 29;
        return hash * 0xBF58476D1CE4E5B9UL;
    }
}
