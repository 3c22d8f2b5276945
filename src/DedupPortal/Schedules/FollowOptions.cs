using DedupPortal.Mirror;
using Microsoft.Extensions.Options;

namespace DedupPortal.Schedules;

/// <summary>How closely portals are followed between their scans.</summary>
public sealed class FollowOptions
{
    public const string Section = "Follow";

    /// <summary>How often a portal that keeps a queue of its changes is asked for it. Default 20 s: a change is in the groups within a minute.</summary>
    public TimeSpan Events { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often the lists of a portal without such a queue are asked what changed. Default 5 minutes.</summary>
    public TimeSpan Sweeps { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it is looked which portal is due. Default 10 s.</summary>
    public TimeSpan Tick { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Hour of the portal's night, 0 to 23 in its time zone, from which on its ids are compared and its credential is looked after. Default 3.</summary>
    public int NightHour { get; set; } = 3;

    internal TimeSpan Of(ChangeSource source) => source is ChangeSource.OfflineEvents ? Events : Sweeps;
}

/// <summary>Names every wrong key of the section <c>Follow</c> at once.</summary>
public sealed class FollowOptionsValidator : IValidateOptions<FollowOptions>
{
    public ValidateOptionsResult Validate(string? name, FollowOptions options)
    {
        var failures = new List<string>();
        if (options.Events < TimeSpan.FromSeconds(1)) failures.Add($"Follow:Events is {options.Events}; it must be a second at least.");
        if (options.Sweeps < TimeSpan.FromSeconds(1)) failures.Add($"Follow:Sweeps is {options.Sweeps}; it must be a second at least.");
        if (options.Tick < TimeSpan.FromMilliseconds(100)) failures.Add($"Follow:Tick is {options.Tick}; it must be a tenth of a second at least.");
        if (options.NightHour is < 0 or > 23) failures.Add($"Follow:NightHour is {options.NightHour}; it must be 0 to 23.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
