using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Schedules;
using DedupPortal.Storage;
using DedupPortal.Web.Security;

namespace DedupPortal.Web.Portals;

/// <summary>
/// The addresses at which an application meets portals: the way out to a portal and back for a member's browser, and the one that portals
/// post to. Everything a portal says there is proven or ignored.
/// </summary>
public static class ApplicationEndpoints
{
    private const string BrowserCookie = "portal.authorisation";
    private const int LargestForm = 64 * 1024;

    public static void MapApplications(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(PortalUrls.AuthorisePattern, SendAsync).RequireAuthorization(Policies.Administer).ExcludeFromDescription();
        endpoints.MapGet(PortalUrls.AuthorisedPath, ReturnAsync).RequireAuthorization(Policies.Administer).ExcludeFromDescription();
        endpoints.MapPost(PortalUrls.CallbackPattern, TakeAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    /// <summary>Sends the browser to the portal, and leaves a word in it that the way back must show again.</summary>
    private static async Task<IResult> SendAsync(Guid attempt, HttpContext context, ApplicationConnection connection)
    {
        var started = await connection.SendAsync(new PortalAuthorisationId(attempt), context.RequestAborted);
        if (!started.Succeeded) return Results.LocalRedirect(PortalUrls.ConnectApplication(failure: started.Failure!.Code));

        // Lax: the portal leads back by a plain link from another site.
        context.Response.Cookies.Append(BrowserCookie, started.Value.BrowserWord, new CookieOptions
        {
            HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = PortalUrls.AuthorisedPath, MaxAge = PortalAuthorisation.Patience,
        });
        return Results.Redirect(started.Value.Address.ToString());
    }

    private static async Task<IResult> ReturnAsync(HttpContext context, ApplicationConnection connection)
    {
        var word = context.Request.Cookies[BrowserCookie];
        context.Response.Cookies.Delete(BrowserCookie, new CookieOptions { Path = PortalUrls.AuthorisedPath });
        if (!OAuthRedirect.TryRead(name => context.Request.Query[name], out var redirect)) return Results.LocalRedirect(PortalUrls.ConnectApplication(failure: nameof(AuthorisationUnknown)));
        var connected = await connection.ReturnAsync(redirect, word, context.RequestAborted);
        if (connected.Succeeded) return Results.LocalRedirect(PortalUrls.Portal(connected.Value.Value));
        return Results.LocalRedirect(PortalUrls.ConnectApplication(failure: connected.Failure is AuthorisationUnknown unknown ? unknown.Code : null));
    }

    /// <summary>
    /// A portal's callback for the agency that its address names. Always 200 when the form could be read: a portal does not repeat, and
    /// whoever guesses learns nothing.
    /// </summary>
    private static async Task<IResult> TakeAsync(
        Guid agency, HttpContext context, TenantScope scope, PortalCallbacks callbacks, PortalFollowing following, TimeProvider clock, ILogger<PortalCallbacks> log)
    {
        if (context.Request.ContentLength is > LargestForm || !context.Request.HasFormContentType) return Results.BadRequest();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var fields = form.Select(field => new KeyValuePair<string, string>(field.Key, field.Value.ToString()));
        if (PortalCallback.Read(fields, clock.GetUtcNow()) is not { } callback) return Results.BadRequest();
        scope.Enter(new TenantId(agency), Actor.System);
        var outcome = await callbacks.HandleAsync(callback, context.RequestAborted);
        if (!outcome.Accepted) ApplicationLog.Refused(log, callback.GetType().Name);
        if (outcome.Changed is { } portal) await following.WakeAsync(portal, context.RequestAborted);
        return Results.Ok();
    }
}

internal static partial class ApplicationLog
{
    [LoggerMessage(LogLevel.Warning, "A callback of the kind {Kind} was not proven and was ignored")]
    public static partial void Refused(ILogger log, string kind);
}
