using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Clustering;

/// <summary>Growing groups of records that know which records they must not contain together.</summary>
internal sealed class Components
{
    private readonly IReadOnlyList<NormalizedRecord> _records;
    private readonly UnionFind _sets;
    private readonly Dictionary<int, List<int>> _members = [];
    private readonly Dictionary<int, List<int>> _forbidden = [];

    internal Components(IReadOnlyList<NormalizedRecord> records, IReadOnlyList<RecordPair> forbidden)
    {
        _records = records;
        _sets = new UnionFind(records.Count);
        foreach (var pair in forbidden)
        {
            Forbid(pair.First, pair.Second);
            Forbid(pair.Second, pair.First);
        }
    }

    internal int Root(int record) => _sets.Find(record);

    /// <summary>
    /// Unites the groups of a pair. False when they are one already or may not be together; a forced pair minds people's
    /// decisions but not differing Telegram ids: somebody knows better.
    /// </summary>
    internal bool Join(RecordPair pair, bool force)
    {
        var (a, b) = (_sets.Find(pair.First), _sets.Find(pair.Second));
        if (a == b) return false;
        var (ones, others) = (Members(a), Members(b));
        if (AreForbidden(ones, b) || !force && HaveDifferentTelegramIds(ones, others)) return false;
        _sets.Union(a, b);
        var root = _sets.Find(a);
        var joined = new List<int>(ones.Count + others.Count);
        joined.AddRange(ones);
        joined.AddRange(others);
        _members.Remove(a);
        _members.Remove(b);
        _members[root] = joined;
        return true;
    }

    /// <summary>All groups of more than one record.</summary>
    internal IEnumerable<List<int>> Sets() => _members.OrderBy(m => m.Key).Select(m => m.Value);

    private List<int> Members(int root) => _members.TryGetValue(root, out var members) ? members : [root];

    private bool AreForbidden(List<int> ones, int otherRoot) =>
      _forbidden.Count > 0 && ones.Exists(one => _forbidden.TryGetValue(one, out var list) && list.Exists(other => _sets.Find(other) == otherRoot));

    private bool HaveDifferentTelegramIds(List<int> ones, List<int> others)
    {
        foreach (var one in ones)
        {
            if (_records[one].TelegramId is not { } id) continue;
            foreach (var other in others)
                if (_records[other].TelegramId is { } otherId && id != otherId) return true;
        }

        return false;
    }

    private void Forbid(int one, int other)
    {
        if (!_forbidden.TryGetValue(one, out var list)) _forbidden.Add(one, list = []);
        list.Add(other);
    }
}
