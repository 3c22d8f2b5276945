using DedupPortal.Tenants;
using DedupPortal.Web.Components.Account;
using DedupPortal.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Setup;

public static class SignInSetup
{
    /// <summary>How soon a removed member or a changed role takes effect in what is already open.</summary>
    public static readonly TimeSpan Revalidation = TimeSpan.FromMinutes(1);

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
            cookie.SlidingExpiration = true;
        });
        builder.Services.AddOptions<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<IOptions<SiteOptions>>((cookie, site) => cookie.ExpireTimeSpan = TimeSpan.FromDays(site.Value.SignInDays));
        builder.Services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = Revalidation);
        builder.Services.AddScoped<AuthenticationStateProvider, AccountRevalidation>();
        builder.Services.AddScoped<SiteAddress>();
        builder.Services.AddScoped<AccountMails>();
        builder.Services.AddTransient<FieldErrors>();
        // A page with two forms has two lists of errors.
        builder.Services.AddTransient<Func<FieldErrors>>(services => services.GetRequiredService<FieldErrors>);

        // Every endpoint needs sign-in and an agency unless it says otherwise.
        var signedIn = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(TenantClaims.Tenant).Build();
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(signedIn)
            .SetDefaultPolicy(signedIn)
            .AddPolicy(Policies.Work, policy => policy.RequireRole(Policies.Workers))
            .AddPolicy(Policies.Administer, policy => policy.RequireRole(Policies.Administrators));
        builder.Services.AddCascadingAuthenticationState();
    }
}
