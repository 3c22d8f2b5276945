namespace DedupPortal.Merging;

/// <summary>
/// Tells somebody who does not look at the page that a bulk run came to its end or waits. The program gives one, or none. Told at most
/// once: a node that dies between the last group and the telling says nothing, and the page shows how the run stands anyway.
/// </summary>
public interface IBulkNotice
{
    /// <summary>The run stopped or paused by itself, or finished after more than <see cref="BulkRun.LongWait"/>. <paramref name="approver"/>: the account that waits for it.</summary>
    Task SendAsync(BulkRow run, Guid approver, CancellationToken cancellationToken);
}
