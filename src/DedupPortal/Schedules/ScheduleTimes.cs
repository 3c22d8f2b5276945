using DedupPortal.Storage;
using Quartz;

namespace DedupPortal.Schedules;

/// <summary>Reads a pattern in a time zone. Pure: the moment to look from is given.</summary>
public static class ScheduleTimes
{
    /// <summary>Shortest time between two scans that a schedule may ask for.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(15);

    /// <summary>Runs looked at when the shortest time is checked: enough to see each distance of a day.</summary>
    private const int Looked = 100;

    /// <summary>
    /// The next runs after a moment, each with the zone's offset at that time. Fails with <see cref="CronUnreadable"/>,
    /// <see cref="CronNeverFires"/> or <see cref="CronTooOften"/>. Fewer than <paramref name="count"/> when the expression ends.
    /// </summary>
    public static Result<IReadOnlyList<DateTimeOffset>> Next(SchedulePattern pattern, string timeZone, DateTimeOffset after, int count)
    {
        CronExpression expression;
        try
        {
            expression = CronExpression.Parse(pattern.Cron).WithTimeZone(TimeZoneInfo.FindSystemTimeZoneById(timeZone));
        }
        catch (FormatException unreadable)
        {
            return new CronUnreadable(unreadable.Message);
        }

        var zone = expression.TimeZone;
        var moments = new List<DateTimeOffset>();
        for (var moment = expression.GetNextValidTimeAfter(after); moment is { } next && moments.Count < Math.Max(count, Looked); moment = expression.GetNextValidTimeAfter(next))
            moments.Add(TimeZoneInfo.ConvertTime(next, zone));
        if (moments.Count == 0) return new CronNeverFires();
        if (moments.Zip(moments.Skip(1), (one, other) => other - one).Any(distance => distance < Shortest)) return new CronTooOften((int)Shortest.TotalMinutes);
        return moments[..Math.Min(count, moments.Count)];
    }
}
