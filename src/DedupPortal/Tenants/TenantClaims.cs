using System.Security.Claims;
using DedupPortal.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DedupPortal.Tenants;

/// <summary>The claims by which a signed-in person carries agency, role and name, and their way into a <see cref="TenantScope"/>.</summary>
public static class TenantClaims
{
    public const string Tenant = "dedup:tenant";
    public const string Role = ClaimTypes.Role;
    public const string DisplayName = "dedup:name";
    public const string Language = "dedup:language";

    /// <summary>Enters the person's agency. False, and nothing entered, for somebody not signed in or without an agency.</summary>
    public static bool TryEnter(this TenantScope scope, ClaimsPrincipal principal)
    {
        if (principal.Identity?.IsAuthenticated != true
            || !Guid.TryParse(principal.FindFirstValue(Tenant), out var tenant)
            || !Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var account)
            || !Enum.TryParse<MemberRole>(principal.FindFirstValue(Role), out var role))
            return false;
        scope.Enter(new TenantId(tenant), new Actor(account, principal.FindFirstValue(DisplayName) ?? "", role));
        return true;
    }
}

/// <summary>Builds the principal at sign-in and at each renewal: agency, role and name as they are now.</summary>
internal sealed class TenantClaimsFactory(UserManager<Account> accounts, IOptions<IdentityOptions> options, IServiceScopeFactory scopes)
    : UserClaimsPrincipalFactory<Account>(accounts, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Account user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(TenantClaims.Language, user.Language));
        if (user.TenantId is not { } tenant) return identity;
        await using var services = scopes.CreateAsyncScope();
        services.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, Actor.System);
        await using var db = await services.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var member = await db.Set<TenantMember>().AsNoTracking().SingleOrDefaultAsync(row => row.AccountId == user.Id);
        if (member is null) return identity;
        identity.AddClaim(new Claim(TenantClaims.Tenant, tenant.ToString()));
        identity.AddClaim(new Claim(TenantClaims.Role, member.Role.ToString()));
        identity.AddClaim(new Claim(TenantClaims.DisplayName, member.Name));
        return identity;
    }
}
