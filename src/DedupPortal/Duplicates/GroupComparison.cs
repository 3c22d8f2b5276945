using DedupPortal.Bitrix24;

namespace DedupPortal.Duplicates;

/// <summary>What stood in the database of a group before a scan wrote it anew.</summary>
internal sealed record GroupBefore(IReadOnlyList<EntityRef> Cards, IReadOnlyList<GroupLink> Links)
{
    public double Probability { get; init; }

    /// <summary>The state it will be brought back from; null when it stays in the queue.</summary>
    public GroupState? Away { get; init; }
}

/// <summary>Tells what is new about a group. Pure.</summary>
internal static class GroupComparison
{
    // A bar below this tips nothing, and more than these nobody reads.
    private const double LeastBits = 0.5;
    private const int MostReasons = 4;

    public static GroupChange Compare(GroupBefore before, IReadOnlyList<EntityRef> cards, double probability, IReadOnlyList<GroupLink> links, IReadOnlyDictionary<EntityRef, LostCard> fates) => new()
    {
        Added = [.. cards.Except(before.Cards).Order()],
        Lost = [.. before.Cards.Except(cards).Order().Select(card => fates.GetValueOrDefault(card) ?? new LostCard(card, CardFate.NotAlike))],
        Before = IsStep(before.Probability, probability) ? before.Probability : null,
        After = IsStep(before.Probability, probability) ? probability : null,
        Evidence = New(before.Links, links),
        ReopenedFrom = before.Away,
    };

    private static bool IsStep(double before, double after) => Math.Abs(before - after) >= GroupChange.Step;

    private static IReadOnlyList<ExplanationBar> New(IReadOnlyList<GroupLink> before, IReadOnlyList<GroupLink> after)
    {
        var known = before.ToDictionary(link => (link.First, link.Second), link => PairExplanation.Read(link.Explanation));
        return [.. after.Where(link => known.ContainsKey((link.First, link.Second)))
            .SelectMany(link => PairExplanation.Read(link.Explanation).Where(bar => !known[(link.First, link.Second)].Any(old => old.Code == bar.Code)))
            .Where(bar => Math.Abs(bar.Bits) >= LeastBits && bar.Feature is not (Matching.Feature.Prior or Matching.Feature.Calibration))
            .DistinctBy(bar => (bar.Code, bar.Parameters)).OrderByDescending(bar => Math.Abs(bar.Bits)).ThenBy(bar => bar.Code).Take(MostReasons)];
    }
}
