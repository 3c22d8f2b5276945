using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Tenants;

/// <summary>The agency with its members and open invitations.</summary>
public sealed record Team(string Agency, IReadOnlyList<TenantMember> Members, IReadOnlyList<Invitation> Invitations);

/// <summary>To whom a letter goes, and in which language.</summary>
public sealed record Addressee(string Email, string Language);

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

    /// <summary>Owners and administrators: who can mend what the product cannot.</summary>
    public async Task<IReadOnlyList<Addressee>> AdministratorsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Readers(db, db.Set<TenantMember>().Where(member => member.Role == MemberRole.Owner || member.Role == MemberRole.Admin)).ToListAsync(cancellationToken);
    }

    /// <summary>A member of the agency; null when the person is none, or not any more.</summary>
    public async Task<Addressee?> AddresseeAsync(Guid account, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Readers(db, db.Set<TenantMember>().Where(member => member.AccountId == account)).SingleOrDefaultAsync(cancellationToken);
    }

    private static IQueryable<Addressee> Readers(PortalDbContext db, IQueryable<TenantMember> members) =>
        from member in members join account in db.Set<Account>() on member.AccountId equals account.Id select new Addressee(account.Email!, account.Language);

    public async Task<string> AgencyNameAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Tenant>().AsNoTracking().Select(tenant => tenant.Name).SingleAsync(cancellationToken);
    }
}
