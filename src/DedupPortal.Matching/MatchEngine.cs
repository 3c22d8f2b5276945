using DedupPortal.Matching.Records;

namespace DedupPortal.Matching;

/// <summary>Finds the cards of one person in a portal.</summary>
public static class MatchEngine
{
    /// <summary>
    /// Compares all cards and groups those of one person. Pure: reads nothing but its arguments, the same input gives the
    /// same output whatever the order of rows. Cost: O(n log n) plus a bounded number of comparisons a card; 100,000 cards
    /// take seconds. Throws <see cref="ArgumentException"/> when a position in <paramref name="constraints"/> or
    /// <see cref="MatchRecord.OwnerContact"/> lies outside the list, <see cref="OperationCanceledException"/> when cancelled.
    /// </summary>
    /// <param name="records">The portal's cards; may be empty.</param>
    /// <param name="model">The weights.</param>
    /// <param name="constraints">What people have decided.</param>
    /// <param name="progress">Told now and then, on the calling thread; may be null.</param>
    /// <param name="cancellationToken">Stops the run between two cards.</param>
    public static MatchResult Run(
      IReadOnlyList<MatchRecord> records,
      MatchModel model,
      MatchConstraints constraints,
      IProgress<MatchProgress>? progress,
      CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(constraints);
        return new EngineRun(Normalize(records, progress, cancellationToken), records.Count, model, constraints, progress).Run(progress, cancellationToken);
    }

    internal static List<NormalizedRecord> Normalize(
        IReadOnlyList<MatchRecord> records, IProgress<MatchProgress>? progress, CancellationToken cancellationToken)
    {
        foreach (var record in records)
            if (record.OwnerContact is { } owner && (owner < 0 || owner >= records.Count))
                throw new ArgumentException("A record's owner contact is not in the list.", nameof(records));
        var normalized = new NormalizedRecord[records.Count];
        // Each core remembers words of its own; where a card stands does not depend on who read it.
        Portions.Run(
            records.Count, Portion, _ => new RecordNormalizer(), (normalizer, i) => normalized[i] = normalizer.Normalize(records[i], i),
            done => progress?.Report(new MatchProgress(MatchPhase.Normalizing, done, records.Count)), cancellationToken);
        progress?.Report(new MatchProgress(MatchPhase.Normalizing, records.Count, records.Count));
        return [.. normalized];
    }

    // Cards that a core normalises between two looks at the cancellation.
    private const int Portion = 1024;
}
