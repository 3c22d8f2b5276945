using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Audit;

/// <summary>
/// What to append. <paramref name="Payload"/> holds parameters by name; <c>reason</c>, <c>before</c> and <c>after</c> are the
/// names that the history page shows apart. No credential, no message text. <paramref name="Actor"/> null: the scope's actor.
/// </summary>
public sealed record AuditRecord(AuditAction Action, string Subject, JsonObject? Payload = null, Guid? PortalId = null, Actor? Actor = null);

/// <summary>Appends to the agency's chain inside the caller's transaction, so that a change and its entry stand or fall together.</summary>
public sealed class AuditLog(TenantScope scope, TimeProvider clock)
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>
    /// Appends one entry and returns its position. Locks the agency's chain until the transaction ends, so it belongs late in it.
    /// Throws <see cref="InvalidOperationException"/> outside a transaction.
    /// </summary>
    public async Task<long> AppendAsync(PortalDbContext db, AuditRecord record, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("An audit entry is appended in the transaction of the change that it records.");
        var tenant = scope.Tenant;
        await db.Database.ExecuteSqlAsync(
            $"insert into portal.audit_heads (tenant_id, position, hash) values ({tenant.Value}, 0, {AuditHash.Genesis}) on conflict do nothing",
            cancellationToken);
        var head = await db.Set<AuditHead>()
            .FromSql($"select * from portal.audit_heads where tenant_id = {tenant.Value} for update")
            .AsNoTracking().SingleAsync(cancellationToken);
        var actor = record.Actor ?? scope.Actor;
        var entry = new AuditEntry
        {
            TenantId = tenant,
            Position = head.Position + 1,
            Version = AuditHash.Version,
            At = AuditHash.Cut(clock.GetUtcNow()),
            ActorId = actor.AccountId,
            ActorName = actor.Name,
            Action = record.Action,
            PortalId = record.PortalId,
            Subject = record.Subject,
            Payload = (record.Payload ?? []).ToJsonString(s_json),
            PreviousHash = head.Hash,
        };
        var hash = AuditHash.Of(entry);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into portal.audit_entries
              (tenant_id, position, version, at, actor_id, actor_name, action, portal_id, subject, payload, previous_hash, hash)
            values ({tenant.Value}, {entry.Position}, {entry.Version}, {entry.At}, {entry.ActorId}, {entry.ActorName},
              {(int)entry.Action}, {entry.PortalId}, {entry.Subject}, {entry.Payload}, {entry.PreviousHash}, {hash})
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"update portal.audit_heads set position = {entry.Position}, hash = {hash} where tenant_id = {tenant.Value}", cancellationToken);
        return entry.Position;
    }
}
