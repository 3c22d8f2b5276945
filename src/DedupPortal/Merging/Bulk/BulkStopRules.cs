using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>What came of a group of a bulk run, as the stop rules see it.</summary>
public enum BulkOutcome
{
    Merged = 1,

    /// <summary>Merged, and somebody has undone it since.</summary>
    Undone = 2,

    /// <summary>The check before the merge refused it, or a reviewer had decided otherwise meanwhile. Nothing remains written.</summary>
    Refused = 3,

    /// <summary>The merge failed.</summary>
    Error = 4,
}

/// <summary>When a bulk run stops by itself.</summary>
/// <param name="ErrorsInRow">Failed merges one after another, 1 to 100.</param>
/// <param name="ErrorsInAll">Failed merges altogether, 1 to 500.</param>
/// <param name="RefusedPercent">Largest share of the last <see cref="Window"/> groups that may be refused or undone, 1 to 100.</param>
public sealed record BulkStopRules(int ErrorsInRow, int ErrorsInAll, int RefusedPercent)
{
    /// <summary>How many of the last groups the share is taken from.</summary>
    public const int Window = 20;

    /// <summary>With fewer groups a share says nothing.</summary>
    public const int FewestForShare = 10;

    public static readonly BulkStopRules Default = new(ErrorsInRow: 3, ErrorsInAll: 10, RefusedPercent: 30);

    /// <summary>Null, or the name of the number that makes no sense.</summary>
    public string? Fault() =>
        ErrorsInRow is < 1 or > 100 ? nameof(ErrorsInRow)
        : ErrorsInAll is < 1 or > 500 ? nameof(ErrorsInAll)
        : RefusedPercent is < 1 or > 100 ? nameof(RefusedPercent)
        : null;

    /// <summary>Null, or the rule that the outcomes break. <paramref name="outcomes"/>: of every group so far, in order. Pure.</summary>
    public Failure? Broken(IReadOnlyList<BulkOutcome> outcomes)
    {
        // A group that was never begun neither continues a row of errors nor ends it.
        var inRow = outcomes.Reverse().Where(outcome => outcome is not BulkOutcome.Refused).TakeWhile(outcome => outcome is BulkOutcome.Error).Count();
        if (inRow >= ErrorsInRow) return new BulkErrorsInRow(inRow);
        var inAll = outcomes.Count(outcome => outcome is BulkOutcome.Error);
        if (inAll >= ErrorsInAll) return new BulkErrorsInAll(inAll);
        var recent = outcomes.TakeLast(Window).ToList();
        if (recent.Count < FewestForShare) return null;
        var refused = recent.Count(outcome => outcome is BulkOutcome.Refused or BulkOutcome.Undone);
        return refused * 100 > RefusedPercent * recent.Count ? new BulkPrecisionDropped(refused, recent.Count, RefusedPercent) : null;
    }
}
