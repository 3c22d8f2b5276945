namespace DedupPortal.Matching.Scoring;

/// <summary>People's decisions, ready to be asked.</summary>
internal sealed class Decided
{
    private readonly HashSet<RecordPair> _different;

    internal Decided(MatchConstraints constraints, int records)
    {
        foreach (var pair in constraints.Different.Concat(constraints.Same))
        {
            if (pair.First < 0 || pair.Second >= records || pair.First == pair.Second)
                throw new ArgumentException("A decision names a record that is not in the list.", nameof(constraints));
        }

        _different = [.. constraints.Different];
        Different = [.. _different.Order()];
        Same = [.. constraints.Same.Distinct().Where(pair => !_different.Contains(pair)).Order()];
    }

    internal IReadOnlyList<RecordPair> Different { get; }

    internal IReadOnlyList<RecordPair> Same { get; }

    internal bool AreDifferent(int one, int other) => _different.Count > 0 && _different.Contains(new RecordPair(one, other));
}
