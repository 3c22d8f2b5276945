namespace DedupPortal.Duplicates;

/// <summary>How patient a scan is with a portal that cannot answer.</summary>
public sealed class ScanOptions
{
    /// <summary>Wait before the first retry; doubled for each further one.</summary>
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait between two retries.</summary>
    public TimeSpan RetryLongest { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Retries in a row without any progress, after which the scan fails: about four hours.</summary>
    public int Retries { get; set; } = 20;
}
