using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>What every change of a bulk run needs.</summary>
internal static class BulkRows
{
    /// <summary>The run, locked until the transaction ends; null when it is not there.</summary>
    public static Task<BulkRun?> LockAsync(PortalDbContext db, TenantId tenant, BulkRunId id, CancellationToken cancellationToken) =>
        db.Set<BulkRun>().FromSql($"select *, xmin from portal.bulk_runs where tenant_id = {tenant.Value} and id = {id.Value} for update").SingleOrDefaultAsync(cancellationToken);

    /// <summary>Hash over what would be merged, in order: what a person approves.</summary>
    public static string Hash(IEnumerable<(int Ordinal, string? PlanHash)> planned) =>
        MergeJson.Hash(string.Join('\n', planned.OrderBy(group => group.Ordinal).Select(group => $"{group.Ordinal} {group.PlanHash}")));

    public static AuditRecord Record(BulkRun run, AuditAction action, JsonObject payload, Actor? actor = null) =>
        new(action, $"bulk:{run.Id}", payload, run.PortalId.Value, actor);

    public static JsonArray List(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}
