using System.Globalization;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Localisation;

/// <summary>Sentences that hold a number, in the right form of the language.</summary>
public static class CountedText
{
    /// <summary>
    /// The text <c>key_One</c>, <c>key_Few</c> or <c>key_Many</c> with the number as {0} and further arguments from {1} on.
    /// The forms are those of CLDR for whole numbers: English knows one and many, Russian all three.
    /// </summary>
    public static string Count(this IStringLocalizer texts, string key, long number, params object[] more) =>
        texts[$"{key}_{Form(number)}", [number.ToString("N0", CultureInfo.CurrentCulture), .. more]];

    private static string Form(long number)
    {
        var n = Math.Abs(number);
        if (Languages.Current != Languages.Russian)
            return n == 1 ? "One" : "Many";
        return (n % 10, n % 100) switch
        {
            (1, not 11) => "One",
            ( >= 2 and <= 4, < 12 or > 14) => "Few",
            _ => "Many",
        };
    }
}
