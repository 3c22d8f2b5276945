namespace DedupPortal.Matching.Classic;

/// <summary>
/// Joins rows to persons: the strongest evidence first, and two groups only as long as all pairs between them together
/// speak for it, so that one wrong pair does not chain two persons (greedy additive edge contraction, the usual heuristic
/// for correlation clustering; Bansal, Blum and Chawla 2004 state the problem).
/// </summary>
internal static class PersonClustering
{
    // A pair that was not compared speaks against one person by this many bits; no pair counts for more than that many.
    private const double Silence = -1;
    private const double Most = 16;

    // Two rows that cannot be one person outweigh everything.
    private const double Never = -1e6;

    /// <summary>The cluster of every row, named by its smallest row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="pairs">Compared pairs, ascending.</param>
    /// <param name="logOdds">Their log2 odds.</param>
    internal static int[] Cluster(PersonRows rows, ulong[] pairs, float[] logOdds)
    {
        // Groups only meet over a pair that speaks for it: what no such chain connects need not be looked at together.
        var chains = new Clustering.UnionFind(rows.Count);
        for (var i = 0; i < pairs.Length; i++)
            if (logOdds[i] > 0) chains.Union((int)(pairs[i] >> 32), (int)(uint)pairs[i]);
        var contraction = new Contraction(rows);
        for (var i = 0; i < pairs.Length; i++)
        {
            var (one, other) = ((int)(pairs[i] >> 32), (int)(uint)pairs[i]);
            if (chains.Find(one) == chains.Find(other)) contraction.Add(one, other, Math.Clamp(logOdds[i], -Most, Most));
        }

        return contraction.Run();
    }

    private readonly record struct Bond(double Sum, int Count);

    private sealed class Contraction(PersonRows rows)
    {
        private readonly int[] _parent = [.. Enumerable.Range(0, rows.Count)];
        private readonly int[] _size = [.. Enumerable.Repeat(1, rows.Count)];

        // Rows of the first list in each group, where two lists are linked.
        private readonly int[] _ofFirst = [.. Enumerable.Range(0, rows.Count).Select(row => row < rows.SecondListAt ? 1 : 0)];
        private readonly Dictionary<int, Bond>?[] _bonds = new Dictionary<int, Bond>?[rows.Count];
        private readonly PriorityQueue<(int One, int Other, double Worth), (double, int, int)> _queue = new();

        internal void Add(int one, int other, double weight)
        {
            var bond = new Bond(weight, 1);
            (_bonds[one] ??= [])[other] = bond;
            (_bonds[other] ??= [])[one] = bond;
            Offer(one, other, bond);
        }

        internal int[] Run()
        {
            while (_queue.TryDequeue(out var top, out _))
            {
                // Not if one of them has been joined to others since, or their bond has changed.
                if (_bonds[top.One] is not { } bonds || !bonds.TryGetValue(top.Other, out var bond)) continue;
                if (Worth(top.One, top.Other, bond) == top.Worth) Join(top.One, top.Other);
            }

            for (var row = 0; row < _parent.Length; row++) _parent[row] = _parent[_parent[row]];
            return _parent;
        }

        private double Worth(int one, int other, Bond bond)
        {
            if (rows.SecondListAt is not null && (_size[one] + _size[other] > 2 || _ofFirst[one] == _ofFirst[other])) return Never;
            return bond.Sum + Silence * ((double)_size[one] * _size[other] - bond.Count);
        }

        private void Offer(int one, int other, Bond bond)
        {
            var worth = Worth(one, other, bond);
            if (worth <= 0) return;
            var (smaller, larger) = (Math.Min(one, other), Math.Max(one, other));
            _queue.Enqueue((smaller, larger, worth), (-worth, smaller, larger));
        }

        // The smaller row names the group, so parents always stand before their rows.
        private void Join(int into, int from)
        {
            var (keep, give) = (_bonds[into]!, _bonds[from]!);
            _bonds[from] = null;
            _parent[from] = into;
            _size[into] += _size[from];
            _ofFirst[into] += _ofFirst[from];
            keep.Remove(from);
            give.Remove(into);
            foreach (var (neighbour, bond) in give)
            {
                var theirs = _bonds[neighbour]!;
                theirs.Remove(from);
                var sum = keep.TryGetValue(neighbour, out var mine) ? new Bond(mine.Sum + bond.Sum, mine.Count + bond.Count) : bond;
                keep[neighbour] = sum;
                theirs[into] = sum;
            }

            // Every bond of the grown group has changed: silence grows with it.
            foreach (var (neighbour, bond) in keep) Offer(into, neighbour, bond);
        }
    }
}
