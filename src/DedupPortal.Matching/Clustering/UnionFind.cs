namespace DedupPortal.Matching.Clustering;

/// <summary>Sets that grow together. The smallest member names its set, so the outcome does not depend on the order of unions.</summary>
internal sealed class UnionFind
{
    private readonly int[] _parent;

    internal UnionFind(int count)
    {
        _parent = new int[count];
        for (var i = 0; i < count; i++) _parent[i] = i;
    }

    internal int Find(int member)
    {
        while (_parent[member] != member)
        {
            _parent[member] = _parent[_parent[member]];
            member = _parent[member];
        }

        return member;
    }

    /// <summary>Unites two sets; false when they are one already.</summary>
    internal bool Union(int one, int other)
    {
        var a = Find(one);
        var b = Find(other);
        if (a == b) return false;
        if (a < b) _parent[b] = a;
        else _parent[a] = b;
        return true;
    }

    /// <summary>The sets, each ascending, by their smallest member.</summary>
    internal List<List<int>> Sets()
    {
        var byRoot = new SortedDictionary<int, List<int>>();
        for (var i = 0; i < _parent.Length; i++)
        {
            var root = Find(i);
            if (!byRoot.TryGetValue(root, out var set)) byRoot.Add(root, set = []);
            set.Add(i);
        }

        return [.. byRoot.Values];
    }
}
