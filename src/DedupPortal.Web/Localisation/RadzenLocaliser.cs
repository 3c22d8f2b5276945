using System.Globalization;
using System.Resources;

namespace DedupPortal.Web.Localisation;

/// <summary>Gives Radzen's components their words; a key that the product does not use keeps Radzen's own English.</summary>
public sealed class RadzenLocaliser : Radzen.ILocalizer
{
    private static readonly ResourceManager s_texts = new("DedupPortal.Web.Localisation.RadzenTexts", typeof(RadzenLocaliser).Assembly);

    public string? Get(string key, CultureInfo culture) => s_texts.GetString(key, culture);
}
