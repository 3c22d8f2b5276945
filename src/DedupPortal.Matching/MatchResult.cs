namespace DedupPortal.Matching;

/// <summary>What a run found. The same input gives the same result, bit for bit.</summary>
/// <param name="Clusters">Groups of cards, the most certain first.</param>
/// <param name="Scores">
/// Every pair at or above <see cref="MatchModel.ReportThreshold"/>, in the order of <see cref="MatchScore.Pair"/>; at most
/// <see cref="MatchModel.CandidatesReported"/> persons for one Telegram card.
/// </param>
/// <param name="Sides">For each record, by position: what it knows about its client.</param>
/// <param name="Model">The model the weights come from: the given one, or what the portal and its decisions have made of it.</param>
public sealed record MatchResult(
  IReadOnlyList<DuplicateCluster> Clusters,
  IReadOnlyList<MatchScore> Scores,
  IReadOnlyList<RecordSide> Sides,
  MatchModel Model)
{
    /// <summary>Chats that the model was learnt from in this run; 0 when the portal has too few and when the model was taught before.</summary>
    public int LearntFromChats { get; init; }

    /// <summary>Version of <see cref="Model"/>.</summary>
    public string ModelVersion => Model.Version;
}
