namespace DedupPortal.Merging;

/// <summary>
/// How reversible a merge is. <paramref name="Points"/>: 0 to 100, 100 only if an undo restores everything exactly.
/// <paramref name="Level"/>: the worst that happens to what people work with (values, entries, links, deals, timelines, products,
/// requisites, stage, observers, files); numbers, times and system entries do not count there. <paramref name="Reasons"/>: what is not
/// exact, the weightiest first, each once.
/// </summary>
public sealed record ReversibilityScore(int Points, ReversalKind Level, IReadOnlyList<ReversalReason> Reasons)
{
    /// <summary>Weighs the lines of a plan. Pure. Without lines nothing is changed, and everything is exact.</summary>
    public static ReversibilityScore Of(IReadOnlyList<Reversal> reversals)
    {
        var (kept, all) = (0.0, 0.0);
        foreach (var reversal in reversals)
        {
            var weight = Weight(reversal.Reason);
            all += weight;
            kept += weight * reversal.Kind switch { ReversalKind.Exact => 1, ReversalKind.Approximate => 0.5, _ => 0 };
        }

        var inexact = reversals.Where(reversal => reversal.Kind is not ReversalKind.Exact).ToList();
        return new ReversibilityScore(
            // Rounded down: 100 is a promise.
            all == 0 ? 100 : (int)Math.Floor(100 * kept / all),
            inexact.Where(reversal => IsWork(reversal.Reason)).Select(reversal => reversal.Kind).DefaultIfEmpty(ReversalKind.Exact).Max(),
            [.. inexact.OrderByDescending(reversal => reversal.Kind).ThenByDescending(reversal => Weight(reversal.Reason)).Select(reversal => reversal.Reason).Distinct()]);
    }

    private static bool IsWork(ReversalReason reason) => reason < ReversalReason.NewId || reason is ReversalReason.Files or ReversalReason.ReadOnlyFields;

    /// <summary>A judgement: what people type weighs most, what they look at less, what the system keeps for itself least.</summary>
    private static int Weight(ReversalReason reason) => reason switch
    {
        ReversalReason.Fields => 20,
        ReversalReason.Multifields => 15,
        ReversalReason.Links or ReversalReason.Children or ReversalReason.Activities or ReversalReason.Comments => 10,
        ReversalReason.ProductRows or ReversalReason.Requisites or ReversalReason.Files => 10,
        ReversalReason.Stage or ReversalReason.Observers or ReversalReason.ReadOnlyFields => 5,
        ReversalReason.NewId or ReversalReason.ChatBinding or ReversalReason.OtherChildren => 5,
        ReversalReason.HistoryTab or ReversalReason.SystemTimeline or ReversalReason.AutomationRuns => 3,
        ReversalReason.CreationTime or ReversalReason.CreatedBy => 2,
        ReversalReason.ModificationTime or ReversalReason.EntryIds or ReversalReason.RepeatLeadFlag => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason."),
    };
}
