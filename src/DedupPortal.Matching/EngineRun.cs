using DedupPortal.Matching.Clustering;
using DedupPortal.Matching.Records;
using DedupPortal.Matching.Scoring;

namespace DedupPortal.Matching;

/// <summary>One run over all cards, with all that a later change needs of it.</summary>
internal sealed class EngineRun
{
    private static readonly RecordKind[] s_kinds = [RecordKind.Lead, RecordKind.Contact, RecordKind.Company];

    private readonly List<NormalizedRecord> _byContent;

    internal EngineRun(List<NormalizedRecord> records, int count, MatchModel model, MatchConstraints constraints, IProgress<MatchProgress>? progress)
    {
        Decided = new Decided(constraints, count);
        Records = records;
        progress?.Report(new MatchProgress(MatchPhase.Indexing, 0, 1));
        SharedPhones.Remove(Records, model.SharedPhoneCards);
        _byContent = [.. Records];
        _byContent.Sort(NormalizedRecord.ByContent);
        RecordNormalizer.LendUsernames(_byContent, Records);
        Linking = new Linking(Records, _byContent, model, Decided, constraints.Reviewed);
        Model = model.With(constraints.Reviewed);
        Statistics = [.. s_kinds.Select(kind => new KindStatistics(kind, _byContent, Model))];
        TelegramCards = Records.Count(SameTelegram.IsCounted);
        progress?.Report(new MatchProgress(MatchPhase.Indexing, 1, 1));
    }

    /// <summary>The cards by position.</summary>
    internal List<NormalizedRecord> Records { get; }

    internal Linking Linking { get; }

    /// <summary>Weights of all relations but the one of Telegram cards and phone cards, which have the model of <see cref="Linking"/>.</summary>
    internal MatchModel Model { get; }

    internal IReadOnlyList<KindStatistics> Statistics { get; }

    internal int TelegramCards { get; set; }

    internal Decided Decided { get; set; }

    internal MatchResult Run(IProgress<MatchProgress>? progress, CancellationToken cancellationToken)
    {
        var scores = Linking.Run(progress, cancellationToken);
        var clusters = Finish(_byContent, scores, progress, cancellationToken);
        _byContent.Clear();
        return new MatchResult(clusters, scores, [.. Records.Select(r => r.Side)], Linking.Model) { LearntFromChats = Linking.LearntFromChats };
    }

    /// <summary>Clusters of some cards, by content, that are in no relation with any other; the scores of their chats are completed and sorted.</summary>
    internal List<DuplicateCluster> Finish(List<NormalizedRecord> byContent, List<MatchScore> scores, IProgress<MatchProgress>? progress, CancellationToken cancellationToken)
    {
        scores.AddRange(new SameTelegram(byContent, Model, Decided).Run(TelegramCards));
        for (var i = 0; i < s_kinds.Length; i++)
        {
            progress?.Report(new MatchProgress(MatchPhase.Deduplicating, i, s_kinds.Length));
            scores.AddRange(new SameKind(byContent, s_kinds[i], Model, Decided, Statistics[i]).Run(cancellationToken));
        }

        scores.AddRange(new DealPairing(Records, Model, Decided).Run(byContent, scores));
        Assert(byContent, scores);
        scores.Sort((a, b) => a.Pair.CompareTo(b.Pair));
        progress?.Report(new MatchProgress(MatchPhase.Clustering, 0, 1));
        var clusters = new ClusterBuilder(Records, Decided).Build(scores);
        progress?.Report(new MatchProgress(MatchPhase.Clustering, 1, 1));
        return clusters;
    }

    private void Assert(List<NormalizedRecord> cards, List<MatchScore> scores)
    {
        if (Decided.Same.Count == 0) return;
        var open = Decided.Same.ToHashSet();
        if (cards.Count < Records.Count)
        {
            var places = cards.Select(card => card.Index).ToHashSet();
            open.RemoveWhere(pair => !places.Contains(pair.First) || !places.Contains(pair.Second));
        }

        for (var i = 0; i < scores.Count; i++)
            if (open.Remove(scores[i].Pair)) scores[i] = Certain.Assert(scores[i]);
        // A decided pair that the engine did not find itself still needs a link to show.
        scores.AddRange(Decided.Same.Where(open.Contains).Select(Certain.Asserted));
    }
}
