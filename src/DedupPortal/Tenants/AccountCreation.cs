using DedupPortal.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Tenants;

/// <summary>What a person fills in to get an account.</summary>
public sealed record NewAccount(string Name, string Email, string Password, string Language);

/// <summary>
/// Creates accounts together with their place in an agency: a new agency with its owner, or a member by invitation. Works in a scope
/// of its own, because the caller is not signed in and acts for no agency yet.
/// </summary>
public sealed class AccountCreation(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>Registers an agency and its owner. Fails with <see cref="FieldInvalid"/> or <see cref="AccountRefused"/>; then nothing was created.</summary>
    public async Task<Result<Account>> RegisterAgencyAsync(string agency, NewAccount person, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(agency) || agency.Trim().Length > Tenant.NameLength) return new FieldInvalid("Agency");
        var tenant = TenantId.New();
        return await CreateAsync(tenant, person, MemberRole.Owner, async (db, actor, history) =>
        {
            db.Add(new Tenant(tenant, agency, clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
            await history.AppendAsync(db, new TenantEvent.AgencyRegistered(actor, agency.Trim()), cancellationToken);
            return null;
        }, cancellationToken);
    }

    /// <summary>Shows what an invitation link leads to, or null when it is not open.</summary>
    public async Task<InvitationView?> FindInvitationAsync(string token, CancellationToken cancellationToken)
    {
        if (!InvitationToken.TryParse(token, out var parsed)) return null;
        await using var services = Enter(parsed.Tenant, Actor.System);
        await using var db = await services.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellationToken);
        var invitation = await db.Set<Invitation>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == parsed.Id, cancellationToken);
        if (invitation is null || !invitation.IsOpen(clock.GetUtcNow()) || !parsed.Matches(invitation.SecretHash)) return null;
        var agency = await db.Set<Tenant>().AsNoTracking().SingleAsync(cancellationToken);
        return new InvitationView(agency.Name, invitation.Email, invitation.Role, invitation.ExpiresAt);
    }

    /// <summary>
    /// Creates the invited person's account. The address is the invitation's. Fails with <see cref="InvitationNotOpen"/>,
    /// <see cref="FieldInvalid"/> or <see cref="AccountRefused"/>; then the link stays open.
    /// </summary>
    public async Task<Result<Account>> AcceptInvitationAsync(string token, NewAccount person, CancellationToken cancellationToken)
    {
        if (!InvitationToken.TryParse(token, out var parsed) || await FindInvitationAsync(token, cancellationToken) is not { } view)
            return new InvitationNotOpen();
        return await CreateAsync(parsed.Tenant, person with { Email = view.Email }, view.Role, async (db, actor, history) =>
        {
            // Two browsers may follow one link: the row lock lets one of them through.
            var invitation = await db.Set<Invitation>().FromSql($"select * from portal.invitations where id = {parsed.Id} for update").SingleOrDefaultAsync(cancellationToken);
            if (invitation is null || !invitation.IsOpen(clock.GetUtcNow())) return new InvitationNotOpen();
            invitation.Accept(clock.GetUtcNow());
            await history.AppendAsync(db, new TenantEvent.MemberJoined(actor, actor.AccountId!.Value, view.Email, view.Role), cancellationToken);
            return null;
        }, cancellationToken);
    }

    private async Task<Result<Account>> CreateAsync(
        TenantId tenant, NewAccount person, MemberRole role, Func<PortalDbContext, Actor, ITenantHistory, Task<Failure?>> join, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(person.Name) || person.Name.Trim().Length > TenantMember.NameLength) return new FieldInvalid("Name");
        var account = new Account
        {
            UserName = person.Email.Trim(),
            Email = person.Email.Trim(),
            // The link or the mail reached the address' owner, or there is no mail to prove it with; sign-in needs no further proof.
            EmailConfirmed = true,
            TenantId = tenant,
            Language = person.Language is "en" ? "en" : "ru",
            LockoutEnabled = true,
        };
        var actor = new Actor(account.Id, person.Name.Trim(), role);
        await using var services = Enter(tenant, actor);
        var db = services.ServiceProvider.GetRequiredService<PortalDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var created = await services.ServiceProvider.GetRequiredService<UserManager<Account>>().CreateAsync(account, person.Password);
        if (!created.Succeeded) return new AccountRefused([.. created.Errors.Select(error => error.Code)]);
        if (await join(db, actor, services.ServiceProvider.GetRequiredService<ITenantHistory>()) is { } failure) return failure;
        db.Add(new TenantMember(tenant, account.Id, person.Name, account.Email, role, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }

    private AsyncServiceScope Enter(TenantId tenant, Actor actor)
    {
        var services = scopes.CreateAsyncScope();
        services.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, actor);
        return services;
    }
}

/// <summary>What an open invitation says.</summary>
public sealed record InvitationView(string Agency, string Email, MemberRole Role, DateTimeOffset ExpiresAt);
