namespace DedupPortal.Storage;

/// <summary>What a member may do in an agency. Owner: everything. Admin: everything but the owner. Operator: scan, review, merge, undo. Auditor: read.</summary>
public enum MemberRole
{
    Owner = 1,
    Admin = 2,
    Operator = 3,
    Auditor = 4,
}

/// <summary>Who acts: a member (account id and role) or the product itself (both null).</summary>
public sealed record Actor(Guid? AccountId, string Name, MemberRole? Role)
{
    public static readonly Actor System = new(null, "system", null);
}

/// <summary>
/// The agency that the current request, circuit or job acts for, and who acts. One per dependency-injection scope; empty until
/// <see cref="Enter"/>. It is entered once: a scope never changes its agency.
/// </summary>
public sealed class TenantScope
{
    private TenantId? _tenant;
    private Actor _actor = Actor.System;

    public bool IsEntered => _tenant is not null;

    /// <summary>The agency, or null before <see cref="Enter"/>.</summary>
    public TenantId? TenantOrNone => _tenant;

    /// <summary>The agency. Throws <see cref="InvalidOperationException"/> before <see cref="Enter"/>.</summary>
    public TenantId Tenant => _tenant ?? throw new InvalidOperationException("No agency has been entered in this scope.");

    public Actor Actor => _actor;

    /// <summary>Enters the agency. Entering another one than before throws; the same one again only renews the actor.</summary>
    public void Enter(TenantId tenant, Actor actor)
    {
        if (_tenant is { } current && current != tenant)
            throw new InvalidOperationException("This scope already acts for another agency.");
        _tenant = tenant;
        _actor = actor;
    }

    /// <summary>True when the actor is the product itself or has one of the roles.</summary>
    public bool Allows(Permission permission) => _actor.Role switch
    {
        null => _actor.AccountId is null,
        MemberRole.Owner => true,
        MemberRole.Admin => permission is not Permission.OwnAgency,
        MemberRole.Operator => permission is Permission.Read or Permission.Work,
        MemberRole.Auditor => permission is Permission.Read,
        _ => false,
    };
}

/// <summary>Kinds of right: read; work (scan, review, merge, undo); administer (portals, schedules, members); own the agency.</summary>
public enum Permission
{
    Read,
    Work,
    Administer,
    OwnAgency,
}
