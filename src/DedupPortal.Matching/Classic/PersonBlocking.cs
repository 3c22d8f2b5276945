using System.Numerics;

namespace DedupPortal.Matching.Classic;

/// <summary>
/// Which rows are compared at all: those that share two keys of different columns, one of them a whole value, or one rare
/// value, or first name and surname in each other's place. Blocks with too many rows are left to the other pairs of keys.
/// </summary>
internal static class PersonBlocking
{
    private const int LargestBlock = 120;
    private const int LargestBlockOfOneKey = 24;

    // Pairs that one rule may add, beside one a row: beyond it its largest blocks are left out.
    private const long PairsOfRule = 400_000;

    /// <summary>Pairs as (smaller row &lt;&lt; 32 | larger row), each once, ascending.</summary>
    internal static ulong[] Pairs(PersonRows rows, CancellationToken cancellationToken)
    {
        var rules = Rules(rows);
        var found = new ulong[rules.Count][];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, rules.Count, options, () => new Blocks(rows.Count), (i, _, blocks) =>
        {
            found[i] = blocks.Pairs(rows, rules[i].KeyOf, rules[i].Largest);
            return blocks;
        }, _ => { });
        return Distinct(found, rows.Count);
    }

    private static List<(Func<int, ulong> KeyOf, int Largest)> Rules(PersonRows rows)
    {
        var keys = BlockingKey.All(rows);
        var rules = new List<(Func<int, ulong>, int)>();
        for (var i = 0; i < keys.Count; i++)
        {
            var one = keys[i];
            if (one.Whole && one.Alone) rules.Add((one.Of, LargestBlockOfOneKey));
            for (var j = i + 1; j < keys.Count; j++)
            {
                var other = keys[j];
                if (one.Column != other.Column && (one.Whole || other.Whole)) rules.Add((row => BlockingKey.Join(one.Of(row), other.Of(row)), LargestBlock));
            }
        }

        foreach (var column in rows.Columns)
        {
            if (column.Kind != ColumnKind.First || column.Twin < 0) continue;
            var twin = rows.Columns[column.Twin];
            rules.Add((row => BlockingKey.Unordered(column.ValueOf[row], twin.ValueOf[row]), LargestBlock));
        }

        return rules;
    }

    // Scattered by the smaller row, then each row's few partners sorted.
    private static ulong[] Distinct(ulong[][] found, int rows)
    {
        var starts = new int[rows + 1];
        foreach (var pairs in found)
            foreach (var pair in pairs) starts[(int)(pair >> 32) + 1]++;
        for (var row = 0; row < rows; row++) starts[row + 1] += starts[row];
        var partners = new int[starts[rows]];
        var next = starts.AsSpan(0, rows).ToArray();
        for (var i = 0; i < found.Length; i++)
        {
            foreach (var pair in found[i]) partners[next[(int)(pair >> 32)]++] = (int)(uint)pair;
            found[i] = [];
        }

        var kept = 0;
        var distinct = new int[rows + 1];
        for (var row = 0; row < rows; row++)
        {
            var mine = partners.AsSpan(starts[row], starts[row + 1] - starts[row]);
            mine.Sort();
            for (var i = 0; i < mine.Length; i++)
                if (i == 0 || mine[i] != mine[i - 1]) partners[kept++] = mine[i];
            distinct[row + 1] = kept;
        }

        var result = new ulong[kept];
        for (var row = 0; row < rows; row++)
            for (var i = distinct[row]; i < distinct[row + 1]; i++) result[i] = (ulong)row << 32 | (uint)partners[i];
        return result;
    }

    /// <summary>Groups rows by a key. Its arrays are reused rule after rule.</summary>
    private sealed class Blocks(int rows)
    {
        private readonly int _shift = 64 - Math.Max(1, BitOperations.Log2((uint)Math.Max(2, rows)) - 2);
        private readonly ulong[] _keys = new ulong[rows];
        private readonly ulong[] _sortedKeys = new ulong[rows];
        private readonly int[] _sortedRows = new int[rows];
        private int[] _ends = [];

        internal ulong[] Pairs(PersonRows list, Func<int, ulong> keyOf, int largest)
        {
            var count = Group(keyOf);
            var sizes = new long[largest + 1];
            foreach (var (start, end) in Runs(count))
                if (end - start <= largest) sizes[end - start]++;
            var cap = Affordable(sizes, PairsOfRule + rows, out var total);
            var pairs = new ulong[total];
            var at = 0;
            foreach (var (start, end) in Runs(count))
            {
                if (end - start > cap) continue;
                for (var x = start; x < end; x++)
                    for (var y = x + 1; y < end; y++)
                        if (list.MayPair(_sortedRows[x], _sortedRows[y])) pairs[at++] = (ulong)_sortedRows[x] << 32 | (uint)_sortedRows[y];
            }

            return at == pairs.Length ? pairs : pairs[..at];
        }

        private static int Affordable(long[] sizes, long budget, out long total)
        {
            total = 0;
            for (var size = 2; size < sizes.Length; size++)
            {
                var more = sizes[size] * size * (size - 1) / 2;
                if (total + more > budget) return size - 1;
                total += more;
            }

            return sizes.Length - 1;
        }

        // Rows of one key side by side, ascending: scattered by the key's top bits, then sorted within.
        private int Group(Func<int, ulong> keyOf)
        {
            var buckets = 1 << (64 - _shift);
            if (_ends.Length == 0) _ends = new int[buckets];
            Array.Clear(_ends);
            var count = 0;
            for (var row = 0; row < rows; row++)
            {
                var key = keyOf(row);
                _keys[row] = key;
                if (key == 0) continue;
                _ends[key >> _shift]++;
                count++;
            }

            for (int i = 0, sum = 0; i < buckets; i++) (_ends[i], sum) = (sum, sum + _ends[i]);
            for (var row = 0; row < rows; row++)
            {
                if (_keys[row] == 0) continue;
                var at = _ends[_keys[row] >> _shift]++;
                _sortedKeys[at] = _keys[row];
                _sortedRows[at] = row;
            }

            for (int i = 0, start = 0; i < buckets; start = _ends[i++])
            {
                var length = _ends[i] - start;
                if (length < 2) continue;
                // Keys first, rows second: a stable order, so that two runs agree.
                var keys = _sortedKeys.AsSpan(start, length);
                var ids = _sortedRows.AsSpan(start, length);
                if (length <= 32) InsertionSort(keys, ids);
                else SortLarge(keys, ids);
            }

            return count;
        }

        private static void InsertionSort(Span<ulong> keys, Span<int> ids)
        {
            for (var i = 1; i < keys.Length; i++)
            {
                var (key, id) = (keys[i], ids[i]);
                var j = i;
                for (; j > 0 && keys[j - 1] > key; j--) (keys[j], ids[j]) = (keys[j - 1], ids[j - 1]);
                (keys[j], ids[j]) = (key, id);
            }
        }

        private static void SortLarge(Span<ulong> keys, Span<int> ids)
        {
            keys.Sort(ids);
            for (var start = 0; start < keys.Length;)
            {
                var end = start + 1;
                while (end < keys.Length && keys[end] == keys[start]) end++;
                ids[start..end].Sort();
                start = end;
            }
        }

        private IEnumerable<(int Start, int End)> Runs(int count)
        {
            for (var start = 0; start < count;)
            {
                var end = start + 1;
                while (end < count && _sortedKeys[end] == _sortedKeys[start]) end++;
                if (end - start > 1) yield return (start, end);
                start = end;
            }
        }
    }
}
