using DedupPortal.Merging;

namespace DedupPortal.Web.Components.Pages.Bulk;

/// <summary>The address of a bulk merge's report as a file.</summary>
public static class BulkReportEndpoint
{
    public static void MapBulkReport(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(
        PortalUrls.BulkReportPattern,
        async (HttpContext context, BulkQueries queries, BulkCsv csv, Guid id) =>
        {
            if (await queries.FindAsync(new BulkRunId(id), context.RequestAborted) is not { } view) return Results.NotFound();
            var site = new Uri($"{context.Request.Scheme}://{context.Request.Host}");
            return Results.Stream(output => csv.WriteAsync(view, site, output, context.RequestAborted), "text/csv; charset=utf-8", $"bulk-{view.Run.CreatedAt:yyyy-MM-dd}.csv");
        });
}
