using DedupPortal.Web.Components.Pages.Audit;
using DedupPortal.Web.Components.Pages.Bulk;
using DedupPortal.Web.Components.Shared;
using Radzen;

namespace DedupPortal.Web.Setup;

public static class PagesSetup
{
    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddRadzenComponents();
        builder.Services.AddSingleton<ErrorReferences>();
        builder.Services.AddScoped<AuditSentences>();
        builder.Services.AddScoped<AuditCsv>();
        builder.Services.AddScoped<BulkCsv>();
    }
}
