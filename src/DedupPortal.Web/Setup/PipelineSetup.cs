using DedupPortal.Web.Components;
using DedupPortal.Web.Localisation;
using DedupPortal.Web.Security;

namespace DedupPortal.Web.Setup;

public static class PipelineSetup
{
    public static void UsePortal(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseRequestLocalization();
        app.UseExceptionHandler(PortalUrls.Error, createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute(PortalUrls.StatusPattern, createScopeForStatusCodePages: true);
        if (!app.Environment.IsDevelopment())
            app.UseHsts();

        app.UseAuthentication();
        app.UseTenantScopes();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapLanguageSwitch();
        app.MapSignOut();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
            // Our own policy says frame-ancestors 'none'; a second header would only repeat it less strictly.
            options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
