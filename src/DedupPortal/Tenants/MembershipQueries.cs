using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Tenants;

/// <summary>The agency with its members and open invitations.</summary>
public sealed record Team(string Agency, IReadOnlyList<TenantMember> Members, IReadOnlyList<Invitation> Invitations);

/// <summary>Reads the current agency.</summary>
public sealed class MembershipQueries(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<Team> TeamAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var agency = await db.Set<Tenant>().AsNoTracking().SingleAsync(cancellationToken);
        var members = await db.Set<TenantMember>().AsNoTracking().OrderBy(member => member.Name).ToListAsync(cancellationToken);
        var invitations = await db.Set<Invitation>().AsNoTracking().Where(row => row.AcceptedAt == null).OrderBy(row => row.Email).ToListAsync(cancellationToken);
        return new Team(agency.Name, members, invitations);
    }

    public async Task<string> AgencyNameAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Tenant>().AsNoTracking().Select(tenant => tenant.Name).SingleAsync(cancellationToken);
    }
}
