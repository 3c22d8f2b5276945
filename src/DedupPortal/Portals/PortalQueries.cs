using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portals;

/// <summary>One portal as pages show it. <paramref name="MaskedCredential"/> is null when it is disconnected.</summary>
public sealed record PortalView(
    PortalId Id, string Name, string Host, string Address, string TimeZone, PortalState State, string UserName, long UserId, bool IsAdministrator,
    IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? CheckedAt, string? MaskedCredential);

/// <summary>Reads the current agency's portals.</summary>
public sealed class PortalQueries(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>All portals by name.</summary>
    public async Task<IReadOnlyList<PortalView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Views(db).ToListAsync(cancellationToken);
    }

    /// <summary>One portal, or null when it is not there.</summary>
    public async Task<PortalView?> FindAsync(PortalId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Views(db, id).SingleOrDefaultAsync(cancellationToken);
    }

    private static IQueryable<PortalView> Views(PortalDbContext db, PortalId? id = null) =>
        from portal in db.Set<Portal>().AsNoTracking()
        where id == null || portal.Id == id
        orderby portal.Name
        join credential in db.Set<PortalCredential>() on portal.Id equals credential.PortalId into credentials
        from credential in credentials.DefaultIfEmpty()
        select new PortalView(
            portal.Id, portal.Name, portal.Host, portal.Address, portal.TimeZone, portal.State, portal.UserName, portal.UserId, portal.IsAdministrator,
            portal.Scopes, portal.CreatedAt, portal.CheckedAt, credential == null ? null : credential.Masked);
}
