using System.Globalization;
using System.Text.RegularExpressions;

namespace DedupPortal.Schedules;

/// <summary>A way to say when: one of the presets, or an expert's own cron expression. Closed.</summary>
public abstract partial record SchedulePattern
{
    private SchedulePattern()
    {
    }

    /// <summary>Quartz cron expression, seconds first.</summary>
    public abstract string Cron { get; }

    /// <summary>Each day at a time of day (hours and minutes).</summary>
    public sealed record Daily(TimeOnly At) : SchedulePattern
    {
        public override string Cron => Format($"0 {At.Minute} {At.Hour} * * ?");
    }

    /// <summary>Monday to Friday at a time of day.</summary>
    public sealed record Weekdays(TimeOnly At) : SchedulePattern
    {
        public override string Cron => Format($"0 {At.Minute} {At.Hour} ? * MON-FRI");
    }

    /// <summary>Once a week.</summary>
    public sealed record Weekly(DayOfWeek Day, TimeOnly At) : SchedulePattern
    {
        public override string Cron => Format($"0 {At.Minute} {At.Hour} ? * {s_days[(int)Day]}");
    }

    /// <summary>Every so many hours, from midnight on. <paramref name="Hours"/> is 1, 2, 3, 4, 6, 8 or 12, so that the steps fill a day.</summary>
    public sealed record EveryHours(int Hours, int Minute = 0) : SchedulePattern
    {
        public static readonly IReadOnlyList<int> Allowed = [1, 2, 3, 4, 6, 8, 12];

        public override string Cron => Format($"0 {Minute} 0/{Hours} * * ?");
    }

    /// <summary>An expert's expression, as typed.</summary>
    public sealed record Custom(string Expression) : SchedulePattern
    {
        public override string Cron => Expression.Trim();
    }

    private static readonly string[] s_days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>The preset that writes this expression; <see cref="Custom"/> when none does.</summary>
    public static SchedulePattern FromCron(string cron)
    {
        var daily = AtTime().Match(cron);
        if (daily.Success && Time(daily) is { } at)
        {
            var day = daily.Groups["day"].Value;
            if (daily.Groups["any"].Success) return new Daily(at);
            if (day == "MON-FRI") return new Weekdays(at);
            if (Array.IndexOf(s_days, day) is >= 0 and var index) return new Weekly((DayOfWeek)index, at);
        }

        var hours = Steps().Match(cron);
        if (hours.Success && EveryHours.Allowed.Contains(Number(hours, "step")) && Number(hours, "minute") < 60)
            return new EveryHours(Number(hours, "step"), Number(hours, "minute"));
        return new Custom(cron);
    }

    private static TimeOnly? Time(Match match) =>
        Number(match, "hour") < 24 && Number(match, "minute") < 60 ? new TimeOnly(Number(match, "hour"), Number(match, "minute")) : null;

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^0 (?<minute>\d{1,2}) (?<hour>\d{1,2}) (?:(?<any>\* \* \?)|\? \* (?<day>[A-Z]{3}(?:-[A-Z]{3})?))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AtTime();

    [GeneratedRegex(@"^0 (?<minute>\d{1,2}) 0/(?<step>\d{1,2}) \* \* \?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Steps();
}
