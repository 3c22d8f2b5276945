namespace DedupPortal.Matching;

/// <summary>
/// What people have decided about pairs of cards, by position in the list given to the engine. The order inside a pair
/// does not matter. A pair in both lists counts as different: undoing a wrong merge costs more than a missed one.
/// </summary>
/// <param name="Different">Pairs decided "not a duplicate": never scored, never in one cluster.</param>
/// <param name="Same">Pairs decided "the same": always in one cluster.</param>
public sealed record MatchConstraints(IReadOnlyList<RecordPair> Different, IReadOnlyList<RecordPair> Same)
{
    /// <summary>
    /// Decisions as evidence: what the decided pairs looked like, whether or not their cards still exist. They teach the portal's
    /// model; they hold no cards together or apart.
    /// </summary>
    public IReadOnlyList<ReviewedPair> Reviewed { get; init; } = [];

    /// <summary>Nothing decided yet.</summary>
    public static MatchConstraints None { get; } = new([], []);
}
