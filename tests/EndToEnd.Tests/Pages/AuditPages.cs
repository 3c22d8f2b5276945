using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web;
using DedupPortal.Web.Components.Pages.Audit;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Pages;

/// <summary>The history of everything that was done.</summary>
internal sealed class AuditPages(Visitor visitor)
{
    public ILocator Entries => visitor.Page.GetByRole(AriaRole.Article);

    /// <summary>Opens the entries about one thing: <c>merge:…</c>, <c>group:…</c>.</summary>
    public async Task OpenAsync(string? subject = null)
    {
        await visitor.OpenAsync(PortalUrls.With(PortalUrls.Audit, ("subject", subject)));
        await visitor.SeesHeadingAsync(visitor.Words.Of<AuditHistoryPage>("Title"));
    }
}
