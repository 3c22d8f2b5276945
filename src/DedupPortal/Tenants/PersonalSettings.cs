using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Tenants;

/// <summary>What members change about themselves. It needs no role and is no event of the agency's history.</summary>
public sealed class PersonalSettings(IDbContextFactory<PortalDbContext> contexts, TenantScope scope)
{
    /// <summary>Gives the acting member another name. Fails with <see cref="FieldInvalid"/> or <see cref="NotThere"/>; then nothing was changed.</summary>
    public async Task<Result<Done>> RenameAsync(string name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > TenantMember.NameLength) return new FieldInvalid("Name");
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var member = await db.Set<TenantMember>().SingleOrDefaultAsync(row => row.AccountId == scope.Actor.AccountId, cancellationToken);
        if (member is null) return new NotThere();
        member.Rename(name);
        await db.SaveChangesAsync(cancellationToken);
        return Done.Value;
    }
}
