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
    private int[] _person;

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
    internal int Count { get; private set; }

    /// <summary>
    /// A card that came late joins the person of the first card it shares a phone with. Two persons that it would join stay two until
    /// the index is built anew.
    /// </summary>
    internal void Append(PortalIndex index, int row, List<(ulong Number, int Row)> numbers)
    {
        foreach (var (number, _) in numbers)
        {
            if (Sharer(index, number, row) is not { } other) continue;
            var person = _person[other];
            _person[row] = person;
            Count--;
            _members[person] = [.. _members.GetValueOrDefault(person, [other]), row];
            index.Phones[row].Flags |= CardFlags.SharesPerson;
            index.Phones[other].Flags |= CardFlags.SharesPerson;
            return;
        }
    }

    /// <summary>A card that came late and is a person of its own so far.</summary>
    internal void Append(PortalIndex index, int row)
    {
        if (row >= _person.Length) Array.Resize(ref _person, index.Phones.Length);
        _person[row] = row;
        Count++;
    }

    /// <summary>Makes cards that were appended one person, named by the first; ascending.</summary>
    internal void Unite(PortalIndex index, int[] rows)
    {
        foreach (var row in rows)
        {
            _person[row] = rows[0];
            index.Phones[row].Flags |= CardFlags.SharesPerson;
        }

        _members[rows[0]] = rows;
        Count -= rows.Length - 1;
    }

    private static int? Sharer(PortalIndex index, ulong number, int row)
    {
        foreach (var other in index.Numbers[number])
            if (!index.Late.IsGone(other) && !Contradict(index, other, row)) return other;
        foreach (var other in index.Numbers.Late.GetValueOrDefault(number, []))
            if (other != row && !index.Late.IsGone(other) && !Contradict(index, other, row)) return other;
        return null;
    }

    /// <summary>A card that is gone is no longer one of its person's.</summary>
    internal void Remove(int row)
    {
        var person = _person[row];
        if (_members.TryGetValue(person, out var members)) _members[person] = [.. members.Where(member => member != row)];
    }

    /// <summary>The person of a row.</summary>
    internal int Of(int row) => _person[row];

    /// <summary>All rows of a person, ascending; empty for a person with one card, whose row is his number.</summary>
    internal ReadOnlySpan<int> Members(int person) => _members.TryGetValue(person, out var rows) ? rows : [];

    internal static bool Contradict(PortalIndex index, int one, int other)
    {
        ref var a = ref index.Phones[one];
        ref var b = ref index.Phones[other];
        var both = a.Flags & b.Flags;
        return (both & CardFlags.FirstCertain) != CardFlags.None && index.Forms.Relation(a.Form, b.Form) == FormRelation.Different
            || (both & CardFlags.SurnameCertain) != CardFlags.None && a.Surname != 0 && b.Surname != 0 && a.Surname != b.Surname
                && !NearIndex.AreNear(index.Surnames[a.Surname], index.Surnames[b.Surname]);
    }
}
