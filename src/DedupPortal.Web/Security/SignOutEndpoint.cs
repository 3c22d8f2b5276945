using DedupPortal.Tenants;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace DedupPortal.Web.Security;

/// <summary>Signing out is a form post with an antiforgery token, so that no foreign page can do it.</summary>
public static class SignOutEndpoint
{
    // The form parameter is what makes the framework check the token.
    public static void MapSignOut(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(PortalUrls.SignOut, async (SignInManager<Account> signIn, [FromForm] string? returnUrl) =>
        {
            await signIn.SignOutAsync();
            return Results.LocalRedirect(returnUrl is null ? PortalUrls.SignInPath : LocalAddress.OrHome(returnUrl));
        }).AllowAnonymous();
}
