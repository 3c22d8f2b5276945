using System.Text.Json.Nodes;
using DedupPortal.Storage;
using DedupPortal.Tenants;

namespace DedupPortal.Audit;

/// <summary>Writes membership events into the agency's chain.</summary>
internal sealed class TenantHistory(AuditLog log) : ITenantHistory
{
    public Task AppendAsync(PortalDbContext db, TenantEvent happened, CancellationToken cancellationToken) =>
        log.AppendAsync(db, Record(happened) with { Actor = happened.Actor }, cancellationToken);

    private static AuditRecord Record(TenantEvent happened) => happened switch
    {
        TenantEvent.AgencyRegistered e => new(AuditAction.AgencyRegistered, "agency", new JsonObject { ["name"] = e.Name }),
        TenantEvent.AgencyRenamed e => new(AuditAction.AgencyRenamed, "agency", new JsonObject { ["before"] = e.Before, ["after"] = e.After }),
        TenantEvent.MemberInvited e => new(AuditAction.MemberInvited, $"invitation:{e.Invitation}", new JsonObject { ["email"] = e.Email, ["role"] = e.Role.ToString() }),
        TenantEvent.InvitationRevoked e => new(AuditAction.InvitationRevoked, $"invitation:{e.Invitation}", new JsonObject { ["email"] = e.Email }),
        TenantEvent.MemberJoined e => new(AuditAction.MemberJoined, $"member:{e.Account}", new JsonObject { ["email"] = e.Email, ["role"] = e.Role.ToString() }),
        TenantEvent.MemberRoleChanged e => new(AuditAction.MemberRoleChanged, $"member:{e.Account}", new JsonObject { ["email"] = e.Email, ["before"] = e.Before.ToString(), ["after"] = e.After.ToString() }),
        TenantEvent.MemberRemoved e => new(AuditAction.MemberRemoved, $"member:{e.Account}", new JsonObject { ["email"] = e.Email, ["before"] = e.Role.ToString() }),
        _ => throw new InvalidOperationException($"No history for {happened.GetType().Name}."),
    };
}
