using DedupPortal.Web.Security;
using Microsoft.AspNetCore.Localization;

namespace DedupPortal.Web.Localisation;

/// <summary>The address that the language links lead to: it keeps the choice in a cookie and goes back.</summary>
public static class LanguageSwitch
{
    public static void MapLanguageSwitch(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(PortalUrls.LanguagePath, (string? to, string? returnUrl, HttpContext context) =>
        {
            if (Languages.Find(to) is { } language)
                Remember(context.Response, language);
            return Results.LocalRedirect(LocalAddress.OrHome(returnUrl));
        }).AllowAnonymous().ExcludeFromDescription();

    public static void Remember(HttpResponse response, Language language) =>
        response.Cookies.Append(
            Languages.CookieName,
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language.Culture)),
            new CookieOptions
            {
                MaxAge = TimeSpan.FromDays(365),
                IsEssential = true,
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = response.HttpContext.Request.IsHttps,
                Path = "/",
            });
}
