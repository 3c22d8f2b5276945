using DedupPortal.Schedules;

namespace DedupPortal.Web.Components.Pages.Schedules;

/// <summary>The ways to say when, in the order of the form.</summary>
public enum ScheduleKind
{
    Daily,
    Weekdays,
    Weekly,
    EveryHours,
    Custom,
}

/// <summary>What the form holds: parts of all kinds at once, so that changing the kind and back loses nothing.</summary>
public sealed record ScheduleForm
{
    /// <summary>At night nobody works in the portal, and its limits are free.</summary>
    public TimeOnly At { get; init; } = new(3, 0);

    public ScheduleKind Kind { get; init; }

    public DayOfWeek Day { get; init; } = DayOfWeek.Monday;

    public int Hours { get; init; } = 6;

    public int Minute { get; init; }

    public string Cron { get; init; } = "";

    public SchedulePattern Pattern => Kind switch
    {
        ScheduleKind.Daily => new SchedulePattern.Daily(At),
        ScheduleKind.Weekdays => new SchedulePattern.Weekdays(At),
        ScheduleKind.Weekly => new SchedulePattern.Weekly(Day, At),
        ScheduleKind.EveryHours => new SchedulePattern.EveryHours(Hours, Minute),
        _ => new SchedulePattern.Custom(Cron),
    };

    public static ScheduleForm Of(SchedulePattern? pattern) => pattern switch
    {
        SchedulePattern.Daily daily => new() { Kind = ScheduleKind.Daily, At = daily.At },
        SchedulePattern.Weekdays weekdays => new() { Kind = ScheduleKind.Weekdays, At = weekdays.At },
        SchedulePattern.Weekly weekly => new() { Kind = ScheduleKind.Weekly, Day = weekly.Day, At = weekly.At },
        SchedulePattern.EveryHours hours => new() { Kind = ScheduleKind.EveryHours, Hours = hours.Hours, Minute = hours.Minute },
        SchedulePattern.Custom custom => new() { Kind = ScheduleKind.Custom, Cron = custom.Expression },
        _ => new(),
    };
}
