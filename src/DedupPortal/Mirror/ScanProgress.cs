using DedupPortal.Portals;

namespace DedupPortal.Mirror;

/// <summary>How far one list of a scan has been read. <paramref name="Total"/> is null until the portal has counted.</summary>
public sealed record ListingProgress(SyncListing Listing, int Rows, int? Total, bool Completed);

/// <summary>A scan as pages show it.</summary>
public sealed record ScanProgress
{
    public required SyncRunId Id { get; init; }

    public required PortalId PortalId { get; init; }

    public required string PortalName { get; init; }

    public required SyncState State { get; init; }

    public required SyncPhase Phase { get; init; }

    public required SyncTrigger Trigger { get; init; }

    public required string StartedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When a waiting scan goes on.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    public required bool CancelRequested { get; init; }

    /// <summary>Steps of the phase that are done: rows read, cards matched, groups written.</summary>
    public required int Done { get; init; }

    /// <summary>Steps of the phase in all; null while unknown.</summary>
    public int? Total { get; init; }

    /// <summary>Steps a second since the phase began; null while nothing is known, and for the rest of a reading that was taken up again.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>The lists read so far, in order; empty before reading.</summary>
    public required IReadOnlyList<ListingProgress> Listings { get; init; }

    public required int RecordsRead { get; init; }

    public required int GroupsFound { get; init; }

    public required int GroupsNew { get; init; }

    /// <summary>Key of the sentence that says why it waits or failed; null when all is well.</summary>
    public string? ErrorCode { get; init; }

    public required IReadOnlyList<string> ErrorParameters { get; init; }

    public bool IsUnfinished => State is SyncState.Queued or SyncState.Running or SyncState.Waiting;

    /// <summary>0 to 1 within the phase; null while the total is unknown.</summary>
    public double? Fraction => Total is > 0 ? Math.Clamp((double)Done / Total.Value, 0, 1) : null;

    /// <summary>A guess of the time left in the phase; null while unknown.</summary>
    public TimeSpan? Remaining =>
        Total is { } total && RatePerSecond is > 0 && total > Done ? TimeSpan.FromSeconds((total - Done) / RatePerSecond.Value) : null;
}

/// <summary>A page of scans, newest first.</summary>
public sealed record ScanHistory(IReadOnlyList<ScanProgress> Scans, int Total);
