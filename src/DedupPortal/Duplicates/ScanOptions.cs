using Microsoft.Extensions.Options;

namespace DedupPortal.Duplicates;

/// <summary>How patient a scan is with a portal that cannot answer.</summary>
public sealed class ScanOptions
{
    public const string Section = "Scan";

    /// <summary>Wait before the first retry; doubled for each further one.</summary>
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait between two retries.</summary>
    public TimeSpan RetryLongest { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Retries in a row without any progress, after which the scan fails: about four hours.</summary>
    public int Retries { get; set; } = 20;
}

/// <summary>Names every wrong key of the section <c>Scan</c> at once.</summary>
public sealed class ScanOptionsValidator : IValidateOptions<ScanOptions>
{
    public ValidateOptionsResult Validate(string? name, ScanOptions options)
    {
        var failures = new List<string>();
        if (options.RetryFirst <= TimeSpan.Zero) failures.Add($"Scan:RetryFirst is {options.RetryFirst}; it must be longer than nothing.");
        if (options.RetryLongest < options.RetryFirst) failures.Add($"Scan:RetryLongest is {options.RetryLongest}; it must not be shorter than Scan:RetryFirst.");
        if (options.Retries < 0) failures.Add($"Scan:Retries is {options.Retries}; it must not be negative.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
