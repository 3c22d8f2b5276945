using DedupPortal.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Tenants;

/// <summary>A new or renewed invitation: the row's id and the token that stands in the link. The token is shown once and not stored.</summary>
public sealed record InvitationLink(Guid Id, string Email, string Token);

/// <summary>
/// Changes who belongs to the current agency. Owners and admins may; only an owner makes or unmakes an owner. Each change and its
/// history entry are one transaction.
/// </summary>
public sealed class Membership(IDbContextFactory<PortalDbContext> contexts, TenantScope scope, ITenantHistory history, UserManager<Account> accounts, TimeProvider clock)
{
    public async Task<Result<InvitationLink>> InviteAsync(string email, MemberRole role, CancellationToken cancellationToken)
    {
        if (!MayGive(role)) return new NotAllowed(role is MemberRole.Owner ? Permission.OwnAgency : Permission.Administer);
        email = email.Trim();
        if (email.Length is < 3 or > 256 || !email.Contains('@', StringComparison.Ordinal)) return new FieldInvalid("Email");
        if (await accounts.FindByEmailAsync(email) is { } existing)
            return existing.TenantId == scope.Tenant ? new AlreadyMember(email) : new AddressTaken(email);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Set<Invitation>().Where(row => row.Email == email && row.AcceptedAt == null).ExecuteDeleteAsync(cancellationToken);
        var token = InvitationToken.New(scope.Tenant, Guid.CreateVersion7());
        db.Add(new Invitation(scope.Tenant, token.Id, email, role, token.Hash, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await history.AppendAsync(db, new TenantEvent.MemberInvited(scope.Actor, token.Id, email, role), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new InvitationLink(token.Id, email, token.Text);
    }

    /// <summary>Gives an invitation a new link and a new life; the old link stops working.</summary>
    public async Task<Result<InvitationLink>> RenewInvitationAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var invitation = await db.Set<Invitation>().SingleOrDefaultAsync(row => row.Id == id && row.AcceptedAt == null, cancellationToken);
        if (invitation is null) return new NotThere();
        if (!MayGive(invitation.Role)) return new NotAllowed(Permission.OwnAgency);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var token = InvitationToken.New(scope.Tenant, id);
        invitation.Renew(token.Hash, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await history.AppendAsync(db, new TenantEvent.MemberInvited(scope.Actor, id, invitation.Email, invitation.Role), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new InvitationLink(id, invitation.Email, token.Text);
    }

    public async Task<Result<Done>> RevokeInvitationAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var invitation = await db.Set<Invitation>().SingleOrDefaultAsync(row => row.Id == id && row.AcceptedAt == null, cancellationToken);
        if (invitation is null) return new NotThere();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Remove(invitation);
        await db.SaveChangesAsync(cancellationToken);
        await history.AppendAsync(db, new TenantEvent.InvitationRevoked(scope.Actor, id, invitation.Email), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Done.Value;
    }

    public Task<Result<Done>> ChangeRoleAsync(Guid accountId, MemberRole role, CancellationToken cancellationToken) =>
        ChangeAsync(accountId, removesOwner: role is not MemberRole.Owner, gives: role, (db, member) =>
        {
            var before = member.Role;
            member.ChangeRole(role);
            return new TenantEvent.MemberRoleChanged(scope.Actor, accountId, member.Email, before, role);
        }, cancellationToken);

    /// <summary>Takes a person out of the agency. The account stays, without an agency; open sessions end at their next check.</summary>
    public Task<Result<Done>> RemoveAsync(Guid accountId, CancellationToken cancellationToken) =>
        ChangeAsync(accountId, removesOwner: true, gives: null, (db, member) =>
        {
            db.Remove(member);
            return new TenantEvent.MemberRemoved(scope.Actor, accountId, member.Email, member.Role);
        }, cancellationToken);

    public async Task<Result<Done>> RenameAgencyAsync(string name, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > Tenant.NameLength) return new FieldInvalid("Agency");
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var agency = await db.Set<Tenant>().SingleAsync(cancellationToken);
        var before = agency.Name;
        agency.Rename(name);
        await db.SaveChangesAsync(cancellationToken);
        await history.AppendAsync(db, new TenantEvent.AgencyRenamed(scope.Actor, before, agency.Name), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private async Task<Result<Done>> ChangeAsync(
        Guid accountId, bool removesOwner, MemberRole? gives, Func<PortalDbContext, TenantMember, TenantEvent> change, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // All members are locked: two owners who remove each other must not both succeed.
        var members = await db.Set<TenantMember>().FromSql($"select * from portal.tenant_members where tenant_id = {scope.Tenant.Value} for update").ToListAsync(cancellationToken);
        var member = members.SingleOrDefault(row => row.AccountId == accountId);
        if (member is null) return new NotThere();
        if ((member.Role is MemberRole.Owner || gives is MemberRole.Owner) && !scope.Allows(Permission.OwnAgency)) return new NotAllowed(Permission.OwnAgency);
        if (member.Role is MemberRole.Owner && removesOwner && members.Count(row => row.Role is MemberRole.Owner) == 1) return new LastOwner();
        var happened = change(db, member);
        var account = await db.Set<Account>().SingleAsync(row => row.Id == accountId, cancellationToken);
        if (gives is null) account.TenantId = null;
        // A new stamp makes every open session read its rights again.
        account.SecurityStamp = Guid.NewGuid().ToString("N");
        await db.SaveChangesAsync(cancellationToken);
        await history.AppendAsync(db, happened, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private bool MayGive(MemberRole role) => scope.Allows(role is MemberRole.Owner ? Permission.OwnAgency : Permission.Administer);
}
