using System.Globalization;

namespace DedupPortal.Web.Localisation;

/// <summary>Texts in the language of somebody who is not looking at a page: the reader of a letter.</summary>
public static class ReadersLanguage
{
    /// <summary>What <paramref name="write"/> makes while <paramref name="language"/> is the language of texts.</summary>
    public static T In<T>(string language, Func<T> write)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            return write();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
