using DedupPortal.Schedules;
using DedupPortal.Web.Components.Pages.Schedules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Tests.Schedules;

public sealed class ScheduleTextTests
{
    [Theory]
    [InlineData("0 0 3 * * ?", "Every day at 03:00", "Каждый день в 03:00")]
    [InlineData("0 30 21 ? * MON-FRI", "Monday to Friday at 21:30", "С понедельника по пятницу в 21:30")]
    [InlineData("0 0 9 ? * WED", "Every Wednesday at 09:00", "По средам в 09:00")]
    [InlineData("0 15 0/1 * * ?", "Every hour, at minute 15", "Каждый час, на 15-й минуте")]
    [InlineData("0 0 0/4 * * ?", "Every 4 hours from midnight on, at minute 00", "Каждые 4 часа, считая с полуночи, на 00-й минуте")]
    [InlineData("0 0 0/6 * * ?", "Every 6 hours from midnight on, at minute 00", "Каждые 6 часов, считая с полуночи, на 00-й минуте")]
    [InlineData("0 30 9,18 ? * MON-FRI", "Monday to Friday at 09:30 and 18:30", "С понедельника по пятницу в 09:30 и 18:30")]
    [InlineData("0 0 9-12 ? * SAT,SUN", "Every Sunday and Saturday at 09:00, 10:00, 11:00 and 12:00", "По воскресеньям и субботам в 09:00, 10:00, 11:00 и 12:00")]
    [InlineData("0 */30 * * * ?", "Every day every 30 minutes", "Каждый день каждые 30 минут")]
    [InlineData("0 0 5 1,15 * ?", "On day 1 and 15 of each month at 05:00", "1 и 15-го числа каждого месяца в 05:00")]
    [InlineData("0 0 5 L * ?", "On the last day of each month at 05:00", "В последний день каждого месяца в 05:00")]
    [InlineData("0 0 5 ? * 2#1", "By the expression 0 0 5 ? * 2#1", "По выражению 0 0 5 ? * 2#1")]
    [InlineData("nonsense", "By the expression nonsense", "По выражению nonsense")]
    public void Sentence_Cron_IsReadAloud(string cron, string english, string russian)
    {
        Assert.Equal(english, Sentence(cron, "en"));
        Assert.Equal(russian, Sentence(cron, "ru"));
    }

    [Theory]
    [InlineData("0 0 3 * * ?", ScheduleKind.Daily)]
    [InlineData("0 30 21 ? * MON-FRI", ScheduleKind.Weekdays)]
    [InlineData("0 0 9 ? * WED", ScheduleKind.Weekly)]
    [InlineData("0 15 0/6 * * ?", ScheduleKind.EveryHours)]
    [InlineData("0 0 5 L * ?", ScheduleKind.Custom)]
    public void Form_OfAPattern_GivesThePatternBack(string cron, ScheduleKind kind)
    {
        var form = ScheduleForm.Of(SchedulePattern.FromCron(cron));

        Assert.Equal(kind, form.Kind);
        Assert.Equal(cron, form.Pattern.Cron);
    }

    private static string Sentence(string cron, string language)
    {
        using var culture = new CultureScope(language);
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        return ScheduleText.Sentence(services.GetRequiredService<IStringLocalizer<ScheduleText>>(), SchedulePattern.FromCron(cron));
    }
}
