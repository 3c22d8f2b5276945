using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Localisation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Tests.Localisation;

public sealed class CountedTextTests
{
    // Plural forms of CLDR for Russian: one 1, 21; few 2-4, 22; many 0, 5-20, 111.
    [Theory]
    [InlineData("ru", 1, "1 минуту назад")]
    [InlineData("ru", 21, "21 минуту назад")]
    [InlineData("ru", 3, "3 минуты назад")]
    [InlineData("ru", 11, "11 минут назад")]
    [InlineData("ru", 112, "112 минут назад")]
    [InlineData("ru", 0, "0 минут назад")]
    [InlineData("en", 1, "1 minute ago")]
    [InlineData("en", 21, "21 minutes ago")]
    public void Count_Number_TakesTheFormOfTheLanguage(string language, long number, string expected)
    {
        using var culture = new CultureScope(language);
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var texts = services.GetRequiredService<IStringLocalizer<SharedText>>();

        var text = texts.Count("MinutesAgo", number);

        Assert.Equal(expected, text);
    }
}
