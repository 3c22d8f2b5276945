using System.Text.Json.Nodes;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Audit;

/// <summary>Takes the history out of the product; that somebody did is itself an entry.</summary>
public sealed class AuditExport(IDbContextFactory<PortalDbContext> contexts, AuditLog log, AuditQueries queries)
{
    /// <summary>
    /// Records the export and gives the entries of the filter, oldest first, as a stream; the export's own entry is the last when the
    /// filter includes it. Fails with nothing: who may read may take along.
    /// </summary>
    public async Task<IAsyncEnumerable<AuditEntry>> BeginAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        var page = await queries.PageAsync(filter, 0, 0, cancellationToken);
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var payload = new JsonObject { ["entries"] = page.Total, ["filter"] = Shape(filter) };
            await log.AppendAsync(db, new AuditRecord(AuditAction.AuditExported, "audit", payload, filter.Portal), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return queries.StreamAsync(filter, cancellationToken);
    }

    private static JsonObject Shape(AuditFilter filter)
    {
        var shape = new JsonObject();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) shape[name] = value;
        }

        Add("from", filter.From?.ToUniversalTime().ToString("O"));
        Add("to", filter.To?.ToUniversalTime().ToString("O"));
        Add("actor", filter.Actor?.ToString());
        Add("actions", string.Join(',', filter.Actions ?? []));
        Add("portal", filter.Portal?.ToString());
        Add("subject", filter.Subject);
        Add("text", filter.Text);
        return shape;
    }
}
