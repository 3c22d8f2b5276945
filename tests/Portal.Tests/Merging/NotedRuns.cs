using System.Collections.Concurrent;
using DedupPortal.Merging;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>Keeps what is told of bulk runs instead of mailing it.</summary>
public sealed class NotedRuns : IBulkNotice
{
    public ConcurrentQueue<(BulkState State, string? Cause, int Merged, Guid Approver)> Told { get; } = new();

    public Task SendAsync(BulkRow run, Guid approver, CancellationToken cancellationToken)
    {
        Told.Enqueue((run.State, run.CauseCode, run.Count(BulkGroupState.Merged), approver));
        return Task.CompletedTask;
    }
}
