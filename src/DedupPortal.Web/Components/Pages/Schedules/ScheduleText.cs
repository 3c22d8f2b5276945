using System.Globalization;
using DedupPortal.Schedules;
using DedupPortal.Web.Localisation;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Pages.Schedules;

/// <summary>The words about schedules.</summary>
public sealed class ScheduleText
{
    /// <summary>When a pattern fires, as a sentence: "Every day at 03:00".</summary>
    public static string Sentence(IStringLocalizer<ScheduleText> texts, SchedulePattern pattern) => pattern switch
    {
        SchedulePattern.Daily daily => texts["Daily", Time(daily.At)],
        SchedulePattern.Weekdays weekdays => texts["Weekdays", Time(weekdays.At)],
        SchedulePattern.Weekly weekly => texts[$"Weekly_{weekly.Day}", Time(weekly.At)],
        SchedulePattern.EveryHours { Hours: 1 } hourly => texts["EveryHour", Minute(hourly.Minute)],
        SchedulePattern.EveryHours hours => texts.Count("EveryHours", hours.Hours, Minute(hours.Minute)),
        SchedulePattern.Custom custom => CronWords.Sentence(texts, custom.Cron) ?? texts["Custom", custom.Cron],
        _ => throw new InvalidOperationException($"No words for {pattern.GetType().Name}."),
    };

    internal static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Minute(int minute) => minute.ToString("00", CultureInfo.InvariantCulture);
}
