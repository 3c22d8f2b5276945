using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Storage;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>When a bulk run stops by itself, and how reversible a plan is said to be.</summary>
public sealed class BulkRulesTests
{
    private static readonly EntityRef s_card = new(EntityType.Contact, 1);

    public static TheoryData<string, Failure?> Outcomes => new()
    {
        { "", null },
        { "MMEE", null },
        { "MEEE", new BulkErrorsInRow(3) },
        // A group that was never begun does not end a row of errors; one that was merged does.
        { "EERE", new BulkErrorsInRow(3) },
        { "EEME", null },
        { "EMEMEMEME", new BulkErrorsInAll(5) },
        // Fewer than ten groups say nothing about a share.
        { "RRRRRRRRR", null },
        { "MMMMMMMRRR", null },
        { "MMMMMMRRRU", new BulkPrecisionDropped(4, 10, 30) },
        // Only the last twenty count.
        { "RRRRRRR" + "MMMMMMMMMMMMMMMMMMMM", null },
        { "MMMMMMMMMMMMMMMMMMMM" + "RURURUR", new BulkPrecisionDropped(7, 20, 30) },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Broken_OutcomesInOrder_NamesTheRule(string outcomes, Failure? expected)
    {
        var rules = new BulkStopRules(ErrorsInRow: 3, ErrorsInAll: 5, RefusedPercent: 30);

        var broken = rules.Broken([.. outcomes.Select(letter => letter switch { 'M' => BulkOutcome.Merged, 'U' => BulkOutcome.Undone, 'R' => BulkOutcome.Refused, _ => BulkOutcome.Error })]);

        Assert.Equal(expected, broken);
    }

    [Theory]
    [InlineData(1, 1, 1, null)]
    [InlineData(0, 1, 1, "ErrorsInRow")]
    [InlineData(1, 501, 1, "ErrorsInAll")]
    [InlineData(1, 1, 101, "RefusedPercent")]
    public void Fault_NumbersOutOfBounds_AreNamed(int inRow, int inAll, int percent, string? fault) => Assert.Equal(fault, new BulkStopRules(inRow, inAll, percent).Fault());

    [Fact]
    public void Reversibility_NothingChanged_IsWhole() => Assert.Equal((100, ReversalKind.Exact), (ReversibilityScore.Of([]).Points, ReversibilityScore.Of([]).Level));

    [Fact]
    public void Reversibility_OnlySystemEntriesAreLost_StaysExactForWork()
    {
        // Values weigh 20, a new number 5, the time of change 1: 20 of 26.
        var score = ReversibilityScore.Of([Of(ReversalKind.Exact, ReversalReason.Fields), Of(ReversalKind.Impossible, ReversalReason.NewId), Of(ReversalKind.Impossible, ReversalReason.ModificationTime)]);

        Assert.Equal((76, ReversalKind.Exact), (score.Points, score.Level));
        Assert.Equal([ReversalReason.NewId, ReversalReason.ModificationTime], score.Reasons);
    }

    [Fact]
    public void Reversibility_FilesAreLost_IsImpossibleForWork()
    {
        // Half of the requisites' 10 and nothing of the files' 10, beside 20 for values: 25 of 40.
        var score = ReversibilityScore.Of([Of(ReversalKind.Exact, ReversalReason.Fields), Of(ReversalKind.Approximate, ReversalReason.Requisites), Of(ReversalKind.Impossible, ReversalReason.Files)]);

        Assert.Equal((62, ReversalKind.Impossible), (score.Points, score.Level));
        Assert.Equal([ReversalReason.Files, ReversalReason.Requisites], score.Reasons);
    }

    [Fact]
    public void Reversibility_EveryReason_HasAWeight() =>
        Assert.All(Enum.GetValues<ReversalReason>(), reason => Assert.InRange(ReversibilityScore.Of([Of(ReversalKind.Approximate, reason)]).Points, 50, 50));

    private static Reversal Of(ReversalKind kind, ReversalReason reason) => new(kind, reason, s_card, 0);
}
