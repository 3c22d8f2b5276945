using System.Runtime.InteropServices;

namespace DedupPortal.Matching.Classic;

/// <summary>Who of a person list is who.</summary>
public sealed record PersonMatches
{
    /// <summary>For every row the smallest row of its person.</summary>
    public required IReadOnlyList<int> PersonOf { get; init; }

    /// <summary>Pairs of rows that were compared.</summary>
    public required long Compared { get; init; }
}

/// <summary>
/// Finds the rows of a person list that are one person, without labels: candidates by shared keys, agreements column by
/// column, weights learnt from the list itself, clusters by the evidence of all their pairs. Deterministic.
/// </summary>
public static class PersonMatcher
{
    /// <summary>Columns a list may have: their agreements share one machine word.</summary>
    public const int MostColumns = 64 / RowComparison.BitsPerColumn;

    /// <summary>
    /// Matches a list. Throws <see cref="ArgumentException"/> for no column, too many or of unequal length. Cost: about
    /// linear in rows times columns squared; memory about 24 bytes a compared pair.
    /// </summary>
    public static PersonMatches Find(PersonList list, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(list);
        if (list.Columns.Count is 0 or > MostColumns) throw new ArgumentException($"A list needs 1 to {MostColumns} columns.", nameof(list));
        var rows = PersonRows.Read(list);
        var pairs = PersonBlocking.Pairs(rows, cancellationToken);
        var (patterns, surprises) = Compare(rows, pairs, cancellationToken);
        var model = PersonModel.Learn(rows, Count(patterns, surprises), cancellationToken);
        var logOdds = new float[pairs.Length];
        for (var i = 0; i < pairs.Length; i++) logOdds[i] = (float)model.LogOdds(patterns[i], surprises[i]);
        return new PersonMatches
        {
            PersonOf = PersonClustering.Cluster(rows, pairs, logOdds),
            Compared = pairs.Length,
        };
    }

    internal static (ulong[] Patterns, float[] Surprises) Compare(PersonRows rows, ulong[] pairs, CancellationToken cancellationToken)
    {
        const int Part = 65_536;
        var patterns = new ulong[pairs.Length];
        var surprises = new float[pairs.Length];
        var parts = (pairs.Length + Part - 1) / Part;
        Parallel.For(0, parts, new ParallelOptions { CancellationToken = cancellationToken }, () => new RowComparison(rows), (part, _, comparison) =>
        {
            var end = Math.Min(pairs.Length, (part + 1) * Part);
            for (var i = part * Part; i < end; i++) patterns[i] = comparison.Compare((int)(pairs[i] >> 32), (int)(uint)pairs[i], out surprises[i]);
            return comparison;
        }, _ => { });
        return (patterns, surprises);
    }

    // Surprise to the nearest quarter of a bit.
    internal static List<AgreementPattern> Count(ulong[] patterns, float[] surprises)
    {
        var counts = new Dictionary<(ulong, short), long>();
        for (var i = 0; i < patterns.Length; i++)
            CollectionsMarshal.GetValueRefOrAddDefault(counts, (patterns[i], (short)MathF.Round(surprises[i] * 4)), out _)++;
        return [.. counts.Select(c => new AgreementPattern(c.Key.Item1, c.Key.Item2 / 4.0, c.Value)).OrderBy(p => p.Agreements).ThenBy(p => p.Surprise)];
    }
}
