using System.Globalization;
using DedupPortal.Web.Viewer;

namespace DedupPortal.Web.Components.Pages.Audit;

/// <summary>The address of the history's export: the page's own parameters, answered as a file.</summary>
public static class AuditExportEndpoint
{
    public static void MapAuditExport(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(
        AuditAddress.ExportPath,
        (HttpContext context, AuditCsv csv, TimeProvider clock, DateOnly? from, DateOnly? to, Guid? actor, string? action, Guid? portal, string? subject, string? text) =>
        {
            var address = new AuditAddress { From = from, To = to, Actor = actor, Action = action, Portal = portal, Subject = subject, Text = text };
            var zone = ViewerZone.From(context.Request.Cookies[ViewerZone.CookieName]).Zone;
            var day = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            return Results.Stream(
                output => csv.WriteAsync(address.ToFilter(zone), output, context.RequestAborted), "text/csv; charset=utf-8", $"audit-{day}.csv");
        });
}
