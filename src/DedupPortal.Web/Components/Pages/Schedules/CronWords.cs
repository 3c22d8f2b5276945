using System.Globalization;
using DedupPortal.Web.Localisation;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Pages.Schedules;

/// <summary>
/// Reads the plain part of the cron language aloud: fixed minutes, hours as a list, range or step, days of the week or of the month.
/// What is beyond that has no sentence; the next runs say it.
/// </summary>
public static class CronWords
{
    private static readonly string[] s_days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>Null when the expression is more than this can say, or is not one.</summary>
    public static string? Sentence(IStringLocalizer<ScheduleText> texts, string cron)
    {
        var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is not ["0", var minutes, var hours, var days, "*", var weekdays]) return null;
        return When(texts, minutes, hours) is { } when && Days(texts, days, weekdays) is { } on
            ? Capital(texts["Cron", when, on].Value)
            : null;
    }

    private static string? When(IStringLocalizer<ScheduleText> texts, string minutes, string hours)
    {
        if (hours == "*" && Step(minutes) is { } every) return texts.Count("CronEveryMinutes", every);
        if (Numbers(minutes, 0, 59) is not { } minute) return null;
        if (hours == "*") return texts["CronEachHour", Join(texts, minute.Select(number => Two(number)))];
        if (Numbers(hours, 0, 23) is not { } hour || hour.Count * minute.Count > 12) return null;
        return texts["CronAt", Join(texts, hour.SelectMany(h => minute.Select(m => $"{Two(h)}:{Two(m)}")))];
    }

    private static string? Days(IStringLocalizer<ScheduleText> texts, string days, string weekdays)
    {
        var every = days is "*" or "?";
        if (weekdays is "*" or "?" && days is "*") return texts["CronEveryDay"];
        if (every && WeekdayNames(weekdays) is { } names)
            return names is [1, 2, 3, 4, 5] ? texts["CronWeekdays"].Value : texts["CronOn", Join(texts, names.Select(day => texts[$"Day_{(DayOfWeek)day}"].Value))].Value;
        if (weekdays is not ("?" or "*")) return null;
        if (days == "L") return texts["CronLastDay"];
        return Numbers(days, 1, 31) is { Count: <= 8 } numbers ? texts["CronOnDates", Join(texts, numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))].Value : null;
    }

    // Quartz counts days of the week from Sunday = 1.
    private static List<int>? WeekdayNames(string field)
    {
        for (var day = 0; day < 7; day++)
            field = field.Replace(s_days[day], (day + 1).ToString(CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase);
        return Numbers(field, 1, 7)?.ConvertAll(day => day - 1);
    }

    private static List<int>? Numbers(string field, int least, int greatest)
    {
        var numbers = new SortedSet<int>();
        foreach (var part in field.Split(','))
        {
            var (range, step) = part.Split('/') switch
            {
                [var only] => (only, 1),
                [var left, var right] when Number(right) is > 0 and var by => (left, by),
                _ => (null, 0),
            };
            if (range is null) return null;
            var (from, to) = range.Split('-') switch
            {
                ["*"] when step > 1 => (least, greatest),
                [var one] when Number(one) is { } single => (single, step > 1 ? greatest : single),
                [var left, var right] when Number(left) is { } first && Number(right) is { } last && first <= last => (first, last),
                _ => (-1, -1),
            };
            if (from < least || to > greatest) return null;
            for (var number = from; number <= to; number += step) numbers.Add(number);
        }

        return [.. numbers];
    }

    private static int? Step(string field) => field.Split('/') is ["0" or "*", var step] && Number(step) is > 0 and < 60 and var number && 60 % number == 0 ? number : null;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Two(int number) => number.ToString("00", CultureInfo.InvariantCulture);

    private static string Join(IStringLocalizer<ScheduleText> texts, IEnumerable<string> parts)
    {
        var all = parts.ToList();
        return all.Count < 2 ? all.FirstOrDefault() ?? "" : texts["And", string.Join(", ", all[..^1]), all[^1]];
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];
}
