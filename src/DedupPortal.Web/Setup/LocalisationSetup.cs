using DedupPortal.Web.Localisation;
using Microsoft.AspNetCore.Localization;

namespace DedupPortal.Web.Setup;

public static class LocalisationSetup
{
    public static void AddLocalisation(this WebApplicationBuilder builder)
    {
        builder.Services.AddLocalization();
        builder.Services.AddSingleton<Radzen.ILocalizer, RadzenLocaliser>();
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SupportedCultures = [.. Languages.All.Select(language => language.Culture)];
            options.SupportedUICultures = options.SupportedCultures;
            options.DefaultRequestCulture = new RequestCulture(Languages.English.Culture);
            options.RequestCultureProviders =
            [
                new CookieRequestCultureProvider { CookieName = Languages.CookieName },
                new AcceptLanguageHeaderRequestCultureProvider(),
            ];
        });
    }
}
