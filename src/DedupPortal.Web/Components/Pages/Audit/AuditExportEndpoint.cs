using System.Globalization;
using DedupPortal.Merging;
using DedupPortal.Portals;
using DedupPortal.Web.Viewer;

namespace DedupPortal.Web.Components.Pages.Audit;

/// <summary>The address of the history's export: the page's own parameters, answered as a file.</summary>
public static class AuditExportEndpoint
{
    public static void MapAuditExport(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(
        AuditAddress.ExportPath,
        async (HttpContext context, AuditCsv csv, RecordHistory records, TimeProvider clock, DateOnly? from, DateOnly? to, Guid? actor, string? action, Guid? portal, string? subject, string? text, string? record) =>
        {
            var address = new AuditAddress { From = from, To = to, Actor = actor, Action = action, Portal = portal, Subject = subject, Text = text, Record = record };
            var zone = ViewerZone.From(context.Request.Cookies[ViewerZone.CookieName]).Zone;
            var day = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var filter = address.ToFilter(zone);
            if (address.RecordRef is { } asked && portal is { } place) filter = filter with { Records = await records.NamesAsync(new PortalId(place), asked, context.RequestAborted) };
            return Results.Stream(
                output => csv.WriteAsync(filter, output, context.RequestAborted), "text/csv; charset=utf-8", $"audit-{day}.csv");
        });
}
