using DedupPortal.Storage;

namespace DedupPortal.Tenants;

/// <summary>What happens in an agency's membership and belongs in its history. <see cref="Actor"/> did it.</summary>
public abstract record TenantEvent(Actor Actor)
{
    public sealed record AgencyRegistered(Actor Actor, string Name) : TenantEvent(Actor);

    public sealed record AgencyRenamed(Actor Actor, string Before, string After) : TenantEvent(Actor);

    public sealed record MemberInvited(Actor Actor, Guid Invitation, string Email, MemberRole Role) : TenantEvent(Actor);

    public sealed record InvitationRevoked(Actor Actor, Guid Invitation, string Email) : TenantEvent(Actor);

    public sealed record MemberJoined(Actor Actor, Guid Account, string Email, MemberRole Role) : TenantEvent(Actor);

    public sealed record MemberRoleChanged(Actor Actor, Guid Account, string Email, MemberRole Before, MemberRole After) : TenantEvent(Actor);

    public sealed record MemberRemoved(Actor Actor, Guid Account, string Email, MemberRole Role) : TenantEvent(Actor);
}

/// <summary>
/// Where membership events are written, in the caller's transaction. The history stands to the right of this room in the stair, so
/// the arrow is turned round here: Audit implements it.
/// </summary>
public interface ITenantHistory
{
    Task AppendAsync(PortalDbContext db, TenantEvent happened, CancellationToken cancellationToken);
}
