using Microsoft.Extensions.Options;

namespace DedupPortal.Merging;

/// <summary>Patience of the executor.</summary>
public sealed class MergingOptions
{
    public const string Section = "Merging";

    /// <summary>
    /// How long a call whose answer was lost may still be running at the portal. Default 65 s: the cloud ends a request after 60 s.
    /// Before that time has passed, "it has not happened" is not believed.
    /// </summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(65);

    /// <summary>How often the portal is looked at within <see cref="SettleTime"/>. Default 5 s.</summary>
    public TimeSpan SettlePoll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>First wait of a run that the portal could not answer; doubled each time. Default 5 s.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest such wait. Default 5 min.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After this many waits in a row the run pauses for a person. Default 30.</summary>
    public int MostDelays { get; set; } = 30;

    /// <summary>How long a bulk run works before it lets the portal's other jobs have their turn, the group that it is at included. Default 10 s.</summary>
    public TimeSpan BulkTurn { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Address at which people find the record of a merge, with <c>{0}</c> for its id; it stands in the notes on timelines. Empty: the
    /// notes name the id alone. Default: <c>Site:PublicAddress</c> with the page's path, where that is set.
    /// </summary>
    public string RecordAddress { get; set; } = "";

    /// <summary>The wait after so many in a row, from 1.</summary>
    internal TimeSpan Wait(int delays)
    {
        var wait = FirstDelay * Math.Pow(2, Math.Min(delays - 1, 20));
        return wait > LongestDelay ? LongestDelay : wait;
    }
}

/// <summary>Names every wrong key of the section <c>Merging</c> at once.</summary>
public sealed class MergingOptionsValidator : IValidateOptions<MergingOptions>
{
    public ValidateOptionsResult Validate(string? name, MergingOptions options)
    {
        var failures = new List<string>();
        if (options.SettlePoll <= TimeSpan.Zero) failures.Add($"Merging:SettlePoll is {options.SettlePoll}; it must be longer than nothing.");
        if (options.SettleTime < options.SettlePoll) failures.Add($"Merging:SettleTime is {options.SettleTime}; it must not be shorter than Merging:SettlePoll.");
        if (options.FirstDelay <= TimeSpan.Zero) failures.Add($"Merging:FirstDelay is {options.FirstDelay}; it must be longer than nothing.");
        if (options.LongestDelay < options.FirstDelay) failures.Add($"Merging:LongestDelay is {options.LongestDelay}; it must not be shorter than Merging:FirstDelay.");
        if (options.BulkTurn <= TimeSpan.Zero) failures.Add($"Merging:BulkTurn is {options.BulkTurn}; it must be longer than nothing.");
        if (options.MostDelays < 0) failures.Add($"Merging:MostDelays is {options.MostDelays}; it must not be negative.");
        if (options.RecordAddress is { Length: > 0 } address && !address.Contains("{0}", StringComparison.Ordinal)) failures.Add("Merging:RecordAddress has no {0} for the merge's id.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
