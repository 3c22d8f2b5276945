using System.Globalization;

namespace DedupPortal.Web.Localisation;

/// <summary>A language of the product: its code, its culture and its name in itself.</summary>
public sealed record Language(string Code, string OwnName)
{
    public CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(Code);
}

public static class Languages
{
    public const string CookieName = "portal.language";

    public static readonly Language English = new("en", "English");

    public static readonly Language Russian = new("ru", "Русский");

    public static IReadOnlyList<Language> All { get; } = [Russian, English];

    /// <summary>The language of the current request or circuit.</summary>
    public static Language Current => Find(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? English;

    /// <summary>Null when the product does not speak it.</summary>
    public static Language? Find(string? code) =>
        All.FirstOrDefault(language => string.Equals(language.Code, code, StringComparison.OrdinalIgnoreCase));
}
