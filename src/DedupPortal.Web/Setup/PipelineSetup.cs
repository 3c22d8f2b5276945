using DedupPortal.Web.Components;
using DedupPortal.Web.Components.Pages.Audit;
using DedupPortal.Web.Components.Pages.Bulk;
using DedupPortal.Web.Localisation;
using DedupPortal.Web.Portals;
using DedupPortal.Web.Security;
using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Setup;

public static class PipelineSetup
{
    public static void UsePortal(this WebApplication app)
    {
        // A worker shows nothing but its health.
        if (!app.Services.GetRequiredService<IOptions<NodeOptions>>().Value.IsWeb)
        {
            app.MapHealth();
            // Without this an unknown path would be sent to a sign-in page that is not here.
            app.MapFallback(() => Results.NotFound()).AllowAnonymous();
            return;
        }

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
        app.MapAuditExport();
        app.MapBulkReport();
        app.MapApplications();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
            // Our own policy says frame-ancestors 'none'; a second header would only repeat it less strictly.
            options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
