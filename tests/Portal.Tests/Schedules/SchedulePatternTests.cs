using DedupPortal.Schedules;

namespace DedupPortal.Portal.Tests.Schedules;

public sealed class SchedulePatternTests
{
    public static TheoryData<SchedulePattern, string> Patterns => new()
    {
        { new SchedulePattern.Daily(new TimeOnly(3, 30)), "0 30 3 * * ?" },
        { new SchedulePattern.Weekdays(new TimeOnly(22, 0)), "0 0 22 ? * MON-FRI" },
        { new SchedulePattern.Weekly(DayOfWeek.Sunday, new TimeOnly(4, 5)), "0 5 4 ? * SUN" },
        { new SchedulePattern.EveryHours(6, 15), "0 15 0/6 * * ?" },
        { new SchedulePattern.Custom("0 0 9 L * ?"), "0 0 9 L * ?" },
    };

    [Theory]
    [MemberData(nameof(Patterns))]
    public void FromCron_WhatAPatternWrote_GivesThePatternBack(SchedulePattern pattern, string cron)
    {
        Assert.Equal(cron, pattern.Cron);
        Assert.Equal(pattern, SchedulePattern.FromCron(cron));
    }

    [Fact]
    public void Next_DailyInTheZoneOfThePortal_IsThatTimeThere()
    {
        var friday = new DateTimeOffset(2026, 11, 20, 20, 0, 0, TimeSpan.Zero);

        var runs = ScheduleTimes.Next(new SchedulePattern.Daily(new TimeOnly(3, 30)), "Asia/Yekaterinburg", friday, 2).Value;

        // Yekaterinburg is 5 hours ahead of UTC all year: 3:30 there is 22:30 UTC of the day before.
        Assert.Equal([new DateTimeOffset(2026, 11, 20, 22, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 21, 22, 30, 0, TimeSpan.Zero)], runs.Select(run => run.ToUniversalTime()));
        Assert.All(runs, run => Assert.Equal(TimeSpan.FromHours(5), run.Offset));
    }

    [Fact]
    public void Next_WeekdaysFromFridayNight_SkipsTheWeekend()
    {
        var friday = new DateTimeOffset(2026, 11, 20, 23, 0, 0, TimeSpan.Zero);

        var runs = ScheduleTimes.Next(new SchedulePattern.Weekdays(new TimeOnly(7, 0)), "Europe/Moscow", friday, 1).Value;

        Assert.Equal(new DateTimeOffset(2026, 11, 23, 7, 0, 0, TimeSpan.FromHours(3)), runs[0]);
    }

    [Theory]
    [InlineData("every morning", typeof(CronUnreadable))]
    [InlineData("0 0 0 31 2 ?", typeof(CronNeverFires))]
    [InlineData("0 0/5 * * * ?", typeof(CronTooOften))]
    [InlineData("", typeof(CronUnreadable))]
    public void Next_UnusableExpression_SaysWhatIsWrong(string cron, Type failure)
    {
        var outcome = ScheduleTimes.Next(new SchedulePattern.Custom(cron), "Europe/Moscow", new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero), 5);

        Assert.IsType(failure, outcome.Failure);
    }
}
