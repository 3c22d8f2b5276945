using DedupPortal.Matching.Clustering;
using DedupPortal.Matching.Records;
using DedupPortal.Matching.Scoring;

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
        var decided = new Decided(constraints, records.Count);
        var normalized = Normalize(records, progress, cancellationToken);
        progress?.Report(new MatchProgress(MatchPhase.Indexing, 0, 1));
        SharedPhones.Remove(normalized, model.SharedPhoneCards);
        var byContent = normalized.ToList();
        byContent.Sort(NormalizedRecord.ByContent);
        RecordNormalizer.LendUsernames(byContent, normalized);
        var linking = new Linking(normalized, byContent, model, decided, constraints.Reviewed);
        progress?.Report(new MatchProgress(MatchPhase.Indexing, 1, 1));

        var scores = linking.Run(progress, cancellationToken);
        model = model.With(constraints.Reviewed);
        scores.AddRange(new SameTelegram(byContent, model, decided).Run());
        RecordKind[] kinds = [RecordKind.Lead, RecordKind.Contact, RecordKind.Company];
        for (var i = 0; i < kinds.Length; i++)
        {
            progress?.Report(new MatchProgress(MatchPhase.Deduplicating, i, kinds.Length));
            scores.AddRange(new SameKind(byContent, kinds[i], model, decided).Run(cancellationToken));
        }

        scores.AddRange(new DealPairing(normalized, model, decided).Run(byContent, scores));
        Assert(decided, scores);
        scores.Sort((a, b) => a.Pair.CompareTo(b.Pair));
        progress?.Report(new MatchProgress(MatchPhase.Clustering, 0, 1));
        var clusters = new ClusterBuilder(normalized, decided).Build(scores);
        progress?.Report(new MatchProgress(MatchPhase.Clustering, 1, 1));
        return new MatchResult(clusters, scores, [.. normalized.Select(r => r.Side)], linking.Model) { LearntFromChats = linking.LearntFromChats };
    }

    private static NormalizedRecord[] Normalize(
        IReadOnlyList<MatchRecord> records, IProgress<MatchProgress>? progress, CancellationToken cancellationToken)
    {
        var normalized = new NormalizedRecord[records.Count];
        var normalizer = new RecordNormalizer();
        for (var i = 0; i < normalized.Length; i++)
        {
            if (i % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new MatchProgress(MatchPhase.Normalizing, i, normalized.Length));
            }

            if (records[i].OwnerContact is { } owner && (owner < 0 || owner >= records.Count))
                throw new ArgumentException("A record's owner contact is not in the list.", nameof(records));
            normalized[i] = normalizer.Normalize(records[i], i);
        }

        progress?.Report(new MatchProgress(MatchPhase.Normalizing, normalized.Length, normalized.Length));
        return normalized;
    }

    private static void Assert(Decided decided, List<MatchScore> scores)
    {
        if (decided.Same.Count == 0) return;
        var open = decided.Same.ToHashSet();
        for (var i = 0; i < scores.Count; i++)
            if (open.Remove(scores[i].Pair)) scores[i] = Certain.Assert(scores[i]);
        // A decided pair that the engine did not find itself still needs a link to show.
        scores.AddRange(decided.Same.Where(open.Contains).Select(Certain.Asserted));
    }
}
