using DedupPortal.Matching.Clustering;
using DedupPortal.Matching.Indexing;

namespace DedupPortal.Matching.Linkage;

/// <summary>
/// Phone cards that are one person before any statistics: they share a usable phone and their names do not contradict, or
/// the caller knows. A client's lead and contact must not compete for his chat. A person is named by its first row.
/// </summary>
internal sealed class PersonSets
{
    private readonly Dictionary<int, int[]> _members = [];
    private readonly UnionFind _sets;
    private readonly int[] _person;

    internal PersonSets(PortalIndex index, List<(int One, int Other)> same, int mostNeighbours)
    {
        _sets = new UnionFind(index.Phones.Length);
        var keys = index.Numbers.Keys;
        var rows = index.Numbers.Rows;
        for (var i = 0; i < keys.Length; i++)
            for (var j = i + 1; j < keys.Length && j <= i + mostNeighbours && keys[j] == keys[i]; j++)
                if (!Contradict(index, rows[i], rows[j])) _sets.Union(rows[i], rows[j]);
        foreach (var (one, other) in same) _sets.Union(one, other);
        _person = new int[Count = index.Phones.Length];
        var groups = new Dictionary<int, List<int>>();
        for (var row = 0; row < _person.Length; row++)
        {
            var person = _person[row] = _sets.Find(row);
            if (person == row) continue;
            Count--;
            if (!groups.TryGetValue(person, out var members)) groups.Add(person, members = [person]);
            members.Add(row);
        }

        foreach (var (person, members) in groups)
        {
            _members.Add(person, [.. members]);
            foreach (var row in members) index.Phones[row].Flags |= CardFlags.SharesPerson;
        }
    }

    /// <summary>Number of persons.</summary>
    internal int Count { get; }

    /// <summary>The person of a row.</summary>
    internal int Of(int row) => _person[row];

    /// <summary>All rows of a person, ascending; empty for a person with one card, whose row is his number.</summary>
    internal ReadOnlySpan<int> Members(int person) => _members.TryGetValue(person, out var rows) ? rows : [];

    private static bool Contradict(PortalIndex index, int one, int other)
    {
        ref var a = ref index.Phones[one];
        ref var b = ref index.Phones[other];
        var both = a.Flags & b.Flags;
        return (both & CardFlags.FirstCertain) != CardFlags.None && index.Forms.Relation(a.Form, b.Form) == FormRelation.Different
            || (both & CardFlags.SurnameCertain) != CardFlags.None && a.Surname != 0 && b.Surname != 0 && a.Surname != b.Surname
                && !NearIndex.AreNear(index.Surnames[a.Surname], index.Surnames[b.Surname]);
    }
}
