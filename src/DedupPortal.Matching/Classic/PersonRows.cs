namespace DedupPortal.Matching.Classic;

/// <summary>A person list as numbers: for each column and row the number of its value, and how many rows bear it.</summary>
internal sealed class PersonRows
{
    private PersonRows(Column[] columns, int count, int? secondListAt) => (Columns, Count, SecondListAt) = (columns, count, secondListAt);

    internal Column[] Columns { get; }

    internal int Count { get; }

    internal int? SecondListAt { get; }

    /// <summary>One column.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">What it holds.</param>
    /// <param name="Words">The values, shared by columns that may be swapped.</param>
    /// <param name="ValueOf">Number of each row's value, -1 where missing.</param>
    /// <param name="Bearers">Rows that bear each value in this column.</param>
    /// <param name="Present">Rows with a value.</param>
    /// <param name="Twin">The column whose value may stand here by mistake, or -1.</param>
    internal sealed record Column(string Name, ColumnKind Kind, Vocabulary Words, int[] ValueOf, int[] Bearers, int Present, int Twin);

    internal bool MayPair(int one, int other) => SecondListAt is not { } second || one < second != other < second;

    /// <summary>Normalises a list. Cost: linear; each distinct text is normalised once.</summary>
    internal static PersonRows Read(PersonList list)
    {
        var names = new Vocabulary(list.Columns.Any(c => c.Kind is ColumnKind.First or ColumnKind.Last && c.Values.Any(HasCyrillic)));
        var texts = new Vocabulary(bothScripts: false);
        var columns = new Column[list.Columns.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            var (name, kind, values) = list.Columns[i];
            if (values.Count != list.Count) throw new ArgumentException($"Column {name} has {values.Count} rows, the first one {list.Count}.", nameof(list));
            var words = kind switch
            {
                ColumnKind.First or ColumnKind.Last => names,
                ColumnKind.Text => texts,
                _ => new Vocabulary(bothScripts: false),
            };
            var numbers = new int[values.Count];
            for (var row = 0; row < numbers.Length; row++) numbers[row] = words.Add(values[row], kind);
            columns[i] = new Column(name, kind, words, numbers, [], 0, TwinOf(list.Columns, i));
        }

        for (var i = 0; i < columns.Length; i++)
        {
            var bearers = new int[columns[i].Words.Count];
            foreach (var number in columns[i].ValueOf)
                if (number >= 0) bearers[number]++;
            columns[i] = columns[i] with { Bearers = bearers, Present = columns[i].ValueOf.Count(number => number >= 0) };
        }

        return new PersonRows(columns, list.Count, list.SecondListAt);
    }

    private static bool HasCyrillic(string? text) => text is not null && text.Any(Names.Homoglyphs.IsCyrillic);

    private static int TwinOf(IReadOnlyList<PersonColumn> columns, int at)
    {
        var wanted = columns[at].Kind switch
        {
            ColumnKind.First => ColumnKind.Last,
            ColumnKind.Last => ColumnKind.First,
            ColumnKind.Text => ColumnKind.Text,
            _ => (ColumnKind?)null,
        };
        if (wanted is null) return -1;
        // Texts swap with their neighbour: the one after an even one, before an odd one.
        var same = Enumerable.Range(0, columns.Count).Where(i => i != at && columns[i].Kind == wanted).ToList();
        if (same.Count == 0) return -1;
        if (wanted != ColumnKind.Text) return same[0];
        var place = columns.Take(at).Count(c => c.Kind == ColumnKind.Text);
        var partner = place % 2 == 0 ? place : place - 1;
        return partner < same.Count ? same[partner] : -1;
    }
}
