using DedupPortal.Mirror;
using DedupPortal.Storage;

namespace DedupPortal.Duplicates;

/// <summary>The portal is being scanned already; <see cref="Run"/> is that scan. Nothing was started.</summary>
public sealed record ScanRunning(SyncRunId Run) : Failure;

/// <summary>The portal has no unfinished scan. Nothing was changed.</summary>
public sealed record NoScanRunning : Failure;
