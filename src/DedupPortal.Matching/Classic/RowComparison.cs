using DedupPortal.Matching.Kernels;

namespace DedupPortal.Matching.Classic;

/// <summary>
/// Compares rows column by column. Holds the prepared words of the row compared last, so that comparing one row with many
/// costs one preparation. Not for several threads at once.
/// </summary>
internal sealed class RowComparison(PersonRows rows)
{
    internal const int BitsPerColumn = 3;

    private readonly Pattern[] _patterns = [.. rows.Columns.Select(_ => new Pattern())];
    private readonly int[] _prepared = [.. rows.Columns.Select(_ => -1)];

    /// <summary>
    /// The agreements of two rows, three bits a column, first column lowest, and the surprise of the values that agree
    /// exactly: −log2 of their shares, in bits.
    /// </summary>
    internal ulong Compare(int one, int other, out float surprise)
    {
        var pattern = 0UL;
        surprise = 0;
        for (var c = 0; c < rows.Columns.Length; c++)
        {
            var agreement = Compare(c, one, other, ref surprise);
            pattern |= (ulong)agreement << (c * BitsPerColumn);
        }

        return pattern;
    }

    internal static Agreement At(ulong pattern, int column) => (Agreement)(pattern >> (column * BitsPerColumn) & 7);

    private Agreement Compare(int c, int one, int other, ref float surprise)
    {
        var column = rows.Columns[c];
        var (a, b) = (column.ValueOf[one], column.ValueOf[other]);
        if (a == b)
        {
            if (a < 0) return Agreement.Missing;
            surprise += Surprise(column, a);
            return Agreement.Same;
        }

        if (column.Twin >= 0)
        {
            var twin = rows.Columns[column.Twin];
            if (a >= 0 && a == twin.ValueOf[other])
            {
                surprise += Surprise(twin, a);
                return Agreement.Swapped;
            }

            // The other half of a swap: its surprise is counted where the value stands.
            if (b >= 0 && b == twin.ValueOf[one])
            {
                if (a >= 0 || twin.ValueOf[other] >= 0) surprise += Surprise(twin, b);
                return Agreement.Swapped;
            }
        }

        if (a < 0 || b < 0) return Agreement.Missing;
        return column.Kind switch
        {
            ColumnKind.First or ColumnKind.Last => Names(c, column, a, b),
            ColumnKind.Date => Days(c, column, a, b),
            ColumnKind.Code => Codes(c, column, a, b),
            ColumnKind.Text => Texts(c, column, a, b),
            ColumnKind.Phone or ColumnKind.Email => Slips(c, column, a, b, 1) <= 1 ? Agreement.Close : Agreement.Different,
            ColumnKind.Word => Agreement.Different,
        };
    }

    private static float Surprise(PersonRows.Column column, int value) =>
        MathF.Log2(column.Present / (float)Math.Max(1, column.Bearers[value]));

    private Pattern Prepared(int c, PersonRows.Column column, int value)
    {
        if (_prepared[c] == value) return _patterns[c];
        _prepared[c] = value;
        _patterns[c].Set(column.Words[value]);
        return _patterns[c];
    }

    private int Slips(int c, PersonRows.Column column, int a, int b, int limit) =>
        column.Words.Letters(a).LeastDistance(column.Words.Letters(b)) > limit
            ? limit + 1
            : EditDistance.WithSwaps(Prepared(c, column, a), column.Words[b], limit);

    private Agreement Names(int c, PersonRows.Column column, int a, int b)
    {
        var (one, other) = (column.Words[a], column.Words[b]);
        var shorter = Math.Min(one.Length, other.Length);
        if (column.Kind == ColumnKind.First && column.Words.Form(a) is { } form && column.Words.Form(b) is { } form2 && form.SharesGroup(form2))
            return Agreement.Close;
        if (shorter == 1) return one[0] == other[0] ? Agreement.Loose : Agreement.Different;
        var slips = Slips(c, column, a, b, 2);
        if (slips == 1 && shorter > 2) return Agreement.Close;
        var bound = JaroWinkler.UpperBound(one.Length, column.Words.Letters(a), other.Length, column.Words.Letters(b));
        var similar = bound < 0.8 ? 0 : JaroWinkler.Similarity(Prepared(c, column, a), other);
        if (similar >= 0.9 || slips == 2 && shorter > 5) return Agreement.Near;
        return similar >= 0.8 ? Agreement.Loose : Agreement.Different;
    }

    private Agreement Days(int c, PersonRows.Column column, int a, int b)
    {
        var (one, other) = (column.Words[a], column.Words[b]);
        if (CalendarDay.Turned(one, other)) return Agreement.Close;
        var slips = Slips(c, column, a, b, 2);
        if (slips == 1) return Agreement.Close;
        if (slips == 2 && CalendarDay.SameYear(one, other) || CalendarDay.SameDayAndMonth(one, other)) return Agreement.Near;
        return CalendarDay.SameYear(one, other) || slips == 2 ? Agreement.Loose : Agreement.Different;
    }

    private Agreement Codes(int c, PersonRows.Column column, int a, int b)
    {
        var (one, other) = (column.Words[a], column.Words[b]);
        var slips = Slips(c, column, a, b, 2);
        var shorter = Math.Min(one.Length, other.Length);
        if (slips == 1 && shorter > 1) return Agreement.Close;
        if (slips == 2 && shorter > 5) return Agreement.Near;
        var half = (shorter + 1) / 2;
        return shorter >= 4 && one.AsSpan(0, half).SequenceEqual(other.AsSpan(0, half)) ? Agreement.Loose : Agreement.Different;
    }

    private Agreement Texts(int c, PersonRows.Column column, int a, int b)
    {
        var (one, other) = (column.Words[a], column.Words[b]);
        var shorter = Math.Min(one.Length, other.Length);
        if (shorter > 3 && Slips(c, column, a, b, 2) <= (shorter > 6 ? 2 : 1)) return Agreement.Close;
        var bound = JaroWinkler.UpperBound(one.Length, column.Words.Letters(a), other.Length, column.Words.Letters(b));
        if (bound >= 0.88 && JaroWinkler.Similarity(Prepared(c, column, a), other) >= 0.88) return Agreement.Near;
        return ShareWord(one, other) ? Agreement.Loose : Agreement.Different;
    }

    private static bool ShareWord(string one, string other)
    {
        foreach (var range in one.AsSpan().Split(' '))
        {
            var word = one.AsSpan(range);
            if (word.Length < 4) continue;
            foreach (var otherRange in other.AsSpan().Split(' '))
                if (word.SequenceEqual(other.AsSpan(otherRange))) return true;
        }

        return false;
    }
}
