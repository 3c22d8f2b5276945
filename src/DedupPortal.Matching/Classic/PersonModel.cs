namespace DedupPortal.Matching.Classic;

/// <summary>
/// Shares of agreements among pairs of one person (m) and among strangers (u), a column each, and the share of pairs that
/// are one person. u of an agreement that is not exact is counted over random pairs, u of an equal value is the value's own
/// share; m and the share of true pairs are learnt by expectation–maximisation over all pairs of rows, of which those that
/// blocking left out are strangers (Fellegi and Sunter 1969; counts of patterns as in Enamorado, Fifield and Imai 2019).
/// </summary>
internal sealed class PersonModel
{
    private const int Levels = 7;
    private const int Rounds = 25;
    private const int Sample = 400_000;

    // Worth of the general expectation against what is counted, in pairs.
    private const double Prior = 10;

    // What is expected of true pairs before anything is counted: different, loose, near, close, swapped, same.
    private static readonly double[] s_expected = [0, 0.06, 0.03, 0.04, 0.08, 0.01, 0.78];

    private readonly double[][] _m;
    private readonly double[][] _u;
    private readonly double[][] _weights;

    private PersonModel(int columns)
    {
        _m = [.. Enumerable.Range(0, columns).Select(_ => (double[])s_expected.Clone())];
        _u = [.. Enumerable.Range(0, columns).Select(_ => new double[Levels])];
        _weights = [.. Enumerable.Range(0, columns).Select(_ => new double[Levels])];
    }

    /// <summary>log2 odds that two random rows are one person.</summary>
    internal double PriorLogOdds { get; private set; }

    /// <summary>log2 odds that a pair with these agreements is one person.</summary>
    internal double LogOdds(ulong pattern, double surprise)
    {
        var sum = PriorLogOdds + surprise;
        for (var c = 0; c < _weights.Length; c++) sum += _weights[c][(int)RowComparison.At(pattern, c)];
        return sum;
    }

    internal double M(int column, Agreement agreement) => _m[column][(int)agreement];

    internal double U(int column, Agreement agreement) => _u[column][(int)agreement];

    /// <summary>Learns from the patterns of the compared pairs.</summary>
    internal static PersonModel Learn(PersonRows rows, IReadOnlyList<AgreementPattern> patterns, CancellationToken cancellationToken)
    {
        var model = new PersonModel(rows.Columns.Length);
        model.CountStrangers(rows);
        var pairs = rows.SecondListAt is { } second ? (double)second * (rows.Count - second) : rows.Count * (rows.Count - 1.0) / 2;
        var matches = Math.Max(1, Math.Min(pairs / 2, rows.Count * 0.3));
        for (var round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            model.Weigh(matches, pairs);
            matches = model.Recount(patterns);
        }

        model.Weigh(matches, pairs);
        return model;
    }

    private void Weigh(double matches, double pairs)
    {
        PriorLogOdds = Math.Log2(matches / Math.Max(1, pairs - matches));
        for (var c = 0; c < _weights.Length; c++)
        {
            for (var level = 1; level < Levels; level++)
            {
                // The share of an equal value is in the surprise.
                var u = level is (int)Agreement.Same or (int)Agreement.Swapped ? 1 : _u[c][level];
                _weights[c][level] = Math.Log2(_m[c][level] / u);
            }
        }
    }

    private double Recount(IReadOnlyList<AgreementPattern> patterns)
    {
        var counts = _m.Select(_ => new double[Levels]).ToArray();
        var matches = 1.0;
        foreach (var (pattern, surprise, count) in patterns)
        {
            var mass = Bits.ToProbability(LogOdds(pattern, surprise)) * count;
            matches += mass;
            for (var c = 0; c < counts.Length; c++) counts[c][(int)RowComparison.At(pattern, c)] += mass;
        }

        for (var c = 0; c < counts.Length; c++)
        {
            var present = counts[c].Skip(1).Sum() + Prior;
            for (var level = 1; level < Levels; level++) _m[c][level] = (counts[c][level] + Prior * s_expected[level]) / present;
        }

        return matches;
    }

    private void CountStrangers(PersonRows rows)
    {
        var comparison = new RowComparison(rows);
        var random = 0x5EEDUL;
        for (var i = 0; i < Sample; i++)
        {
            var one = Next(rows.Count);
            var other = Next(rows.Count);
            if (one == other || !rows.MayPair(one, other)) continue;
            var pattern = comparison.Compare(one, other, out _);
            for (var c = 0; c < _u.Length; c++) _u[c][(int)RowComparison.At(pattern, c)]++;
        }

        for (var c = 0; c < _u.Length; c++)
        {
            var present = _u[c].Skip(1).Sum() + 1;
            for (var level = 1; level < Levels; level++) _u[c][level] = (_u[c][level] + 1.0 / Levels) / present;
        }

        // SplitMix64 (Steele, Lea, Flood 2014), so that two runs draw the same pairs.
        int Next(int below)
        {
            random += 0x9E3779B97F4A7C15;
            var mixed = (random ^ random >> 30) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
            return (int)(((mixed ^ mixed >> 31) >> 33) * (ulong)below >> 31);
        }
    }
}

/// <summary>Compared pairs that agree alike: their agreements, the surprise of the equal values in bits, and their number.</summary>
internal readonly record struct AgreementPattern(ulong Agreements, double Surprise, long Count);
