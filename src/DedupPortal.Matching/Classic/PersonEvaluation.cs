namespace DedupPortal.Matching.Classic;

/// <summary>How a grouping of rows compares with the true one, counted in pairs of rows.</summary>
/// <param name="Found">Pairs put together.</param>
/// <param name="True">Pairs that belong together.</param>
/// <param name="Right">Pairs that are both.</param>
public sealed record PersonEvaluation(long Found, long True, long Right)
{
    /// <summary>Right among found; 1 when nothing was found.</summary>
    public double Precision => Found == 0 ? 1 : Right / (double)Found;

    /// <summary>Right among true; 1 when nothing is true.</summary>
    public double Recall => True == 0 ? 1 : Right / (double)True;

    /// <summary>Harmonic mean of both; 1 when there is nothing to find and nothing was found.</summary>
    public double F1 => Found + True == 0 ? 1 : 2.0 * Right / (Found + True);

    /// <summary>
    /// Compares two groupings of the same rows, each given by one mark a row. With <paramref name="secondListAt"/> only pairs
    /// across the two lists count. Cost: linear.
    /// </summary>
    public static PersonEvaluation Of(IReadOnlyList<int> groups, IReadOnlyList<string> truth, int? secondListAt)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(truth);
        if (groups.Count != truth.Count) throw new ArgumentException($"{groups.Count} rows are grouped, {truth.Count} have a truth.", nameof(truth));
        var rows = Enumerable.Range(0, groups.Count).ToList();
        return new PersonEvaluation(
            Pairs(rows.Select(row => groups[row])),
            Pairs(rows.Select(row => truth[row])),
            Pairs(rows.Select(row => (groups[row], truth[row]))));

        long Pairs<T>(IEnumerable<T> marks)
            where T : notnull
        {
            var sizes = new Dictionary<T, (long First, long Second)>();
            var row = 0;
            foreach (var mark in marks)
            {
                var (first, second) = sizes.GetValueOrDefault(mark);
                sizes[mark] = row++ < secondListAt ? (first + 1, second) : (first, second + 1);
            }

            return sizes.Values.Sum(s => secondListAt is null ? s.Second * (s.Second - 1) / 2 : s.First * s.Second);
        }
    }
}
