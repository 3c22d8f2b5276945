using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace DedupPortal.Web.Setup;

public static class SignInSetup
{
    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        builder.Services.ConfigureApplicationCookie(cookie =>
        {
            cookie.Cookie.Name = "portal.sign-in";
            cookie.LoginPath = PortalUrls.SignInPath;
            cookie.LogoutPath = PortalUrls.SignOut;
            cookie.AccessDeniedPath = PortalUrls.AccessDenied;
            cookie.ReturnUrlParameter = PortalUrls.ReturnUrlParameter;
        });

        // Every endpoint needs sign-in unless it says otherwise.
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        builder.Services.AddCascadingAuthenticationState();
    }
}
