namespace DedupPortal.Merging;

/// <summary>Patience of the executor.</summary>
public sealed class MergingOptions
{
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
}
