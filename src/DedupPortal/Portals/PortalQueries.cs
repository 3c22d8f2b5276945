using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portals;

/// <summary>
/// One portal as pages show it. <paramref name="MaskedCredential"/> and <paramref name="Credential"/> are null when it is disconnected;
/// <paramref name="CredentialEndsAt"/> is null for a webhook.
/// </summary>
public sealed record PortalView(
    PortalId Id, string Name, string Host, string Address, string TimeZone, PortalState State, string UserName, long UserId, bool IsAdministrator,
    IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? CheckedAt, string? MaskedCredential, CredentialKind? Credential = null, DateTimeOffset? CredentialEndsAt = null);

/// <summary>
/// An attempt to connect a portal by an application that has not succeeded. <paramref name="SentAt"/> null: the browser was not sent to the
/// portal yet. <paramref name="ErrorCode"/> null: it did not come back.
/// </summary>
public sealed record AuthorisationView(
    PortalAuthorisationId Id, PortalId? Portal, string Name, string Host, string ClientId, Guid Account, DateTimeOffset CreatedAt, DateTimeOffset? SentAt,
    string? ErrorCode, IReadOnlyList<string> ErrorParameters);

/// <summary>What the last check of a portal found. <paramref name="Report"/> null: by an older version, to be checked again.</summary>
public sealed record CapabilitiesView(DateTimeOffset CheckedAt, PortalReport? Report);

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

    /// <summary>What is known of a portal's grants; null before the first check.</summary>
    public async Task<CapabilitiesView?> CapabilitiesAsync(PortalId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<PortalCapabilities>().AsNoTracking().SingleOrDefaultAsync(row => row.PortalId == id, cancellationToken);
        return row is null ? null : new CapabilitiesView(row.CheckedAt, StoredReport.Read(row.Report));
    }

    /// <summary>Attempts that have not succeeded, newest first.</summary>
    public async Task<IReadOnlyList<AuthorisationView>> AuthorisationsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<PortalAuthorisation>().AsNoTracking().OrderByDescending(attempt => attempt.CreatedAt)
            .Select(attempt => new AuthorisationView(
                attempt.Id, attempt.PortalId, attempt.Name, attempt.Host, attempt.ClientId, attempt.AccountId, attempt.CreatedAt, attempt.SentAt, attempt.ErrorCode, attempt.ErrorParameters))
            .ToListAsync(cancellationToken);
    }

    private static IQueryable<PortalView> Views(PortalDbContext db, PortalId? id = null) =>
        from portal in db.Set<Portal>().AsNoTracking()
        where id == null || portal.Id == id
        orderby portal.Name
        join credential in db.Set<PortalCredential>() on portal.Id equals credential.PortalId into credentials
        from credential in credentials.DefaultIfEmpty()
        select new PortalView(
            portal.Id, portal.Name, portal.Host, portal.Address, portal.TimeZone, portal.State, portal.UserName, portal.UserId, portal.IsAdministrator,
            portal.Scopes, portal.CreatedAt, portal.CheckedAt, credential == null ? null : credential.Masked, credential == null ? null : credential.Kind,
            credential == null || credential.IssuedAt == null ? null : credential.IssuedAt.Value + OAuthTokens.RefreshTokenLife);
}
