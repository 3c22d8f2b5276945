namespace DedupPortal.Matching.Classic;

/// <summary>
/// One thing that rows can share: a whole value, a beginning, a year. As a hash for each value of its column.
/// </summary>
/// <param name="Column">Position of the column.</param>
/// <param name="Whole">Whether it is the whole value.</param>
/// <param name="Alone">Whether sharing it alone is reason enough to compare, where few do.</param>
/// <param name="ValueOf">Number of each row's value.</param>
/// <param name="Hashes">Hash for each value; 0 where rows cannot share it.</param>
internal sealed record BlockingKey(int Column, bool Whole, bool Alone, int[] ValueOf, ulong[] Hashes)
{
    /// <summary>The row's key, 0 where it has none.</summary>
    internal ulong Of(int row) => ValueOf[row] is >= 0 and var value ? Hashes[value] : 0;

    /// <summary>The keys of all columns.</summary>
    internal static List<BlockingKey> All(PersonRows rows)
    {
        var keys = new List<BlockingKey>();
        foreach (var (c, column) in rows.Columns.Index())
        {
            keys.Add(Create(c, column, whole: true, static value => value));
            if (BeginningOf(column.Kind) is { } beginning) keys.Add(Create(c, column, whole: false, beginning));
        }

        return keys;
    }

    internal static ulong Join(ulong one, ulong other) => one == 0 || other == 0 ? 0 : Mix(one * 3 ^ other) | 1;

    /// <summary>A key of two values of one vocabulary, whichever stands first; 0 where one is missing.</summary>
    internal static ulong Unordered(int one, int other) =>
        one < 0 || other < 0 ? 0 : Mix((ulong)Math.Min(one, other) << 32 | (uint)Math.Max(one, other)) | 1;

    private static Func<string, string>? BeginningOf(ColumnKind kind) => kind switch
    {
        ColumnKind.First => static value => value.Length < 3 ? "" : value[..3],
        ColumnKind.Last => static value => value.Length < 4 ? "" : value[..4],
        ColumnKind.Date => static value => value[..4],
        ColumnKind.Code => static value => value.Length < 5 ? "" : value[..((value.Length + 1) / 2)],
        _ => null,
    };

    private static BlockingKey Create(int c, PersonRows.Column column, bool whole, Func<string, string> part)
    {
        var hashes = new ulong[column.Words.Count];
        var salt = Mix((uint)(c * 2 + (whole ? 1 : 2)));
        for (var v = 0; v < hashes.Length; v++)
        {
            // What one row alone bears, no two rows share.
            if (whole && column.Bearers[v] < 2) continue;
            var text = part(column.Words[v]);
            if (text.Length == 0) continue;
            var hash = salt;
            foreach (var letter in text) hash = Mix(hash ^ letter);
            hashes[v] = hash | 1;
        }

        return new BlockingKey(c, whole, column.Kind != ColumnKind.Word, column.ValueOf, hashes);
    }

    // Two rounds of SplitMix64's finaliser.
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9 + 0x9E3779B97F4A7C15;
        hash = (hash ^ hash >> 27) * 0x94D049BB133111EB;
        return hash ^ hash >> 31;
    }
}
