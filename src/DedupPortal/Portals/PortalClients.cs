using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portals;

/// <summary>Opens clients of the current agency's portals.</summary>
public sealed class PortalClients(IDbContextFactory<PortalDbContext> contexts, CredentialProtection protection, BitrixClientFactory factory)
{
    /// <summary>A client for the portal. Fails with <see cref="NotThere"/> or <see cref="PortalNotConnected"/>. One read of the database, none of the portal.</summary>
    public async Task<Result<BitrixClient>> OpenAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<Portal>().AsNoTracking().Where(row => row.Id == portal)
            .Select(row => new { row.TenantId, row.Name, row.State, Credential = db.Set<PortalCredential>().Where(credential => credential.PortalId == portal).Select(credential => credential.Protected).FirstOrDefault() })
            .SingleOrDefaultAsync(cancellationToken);
        if (row is null) return new NotThere();
        if (row.State is not PortalState.Connected || row.Credential is null) return new PortalNotConnected(row.Name);
        return IncomingWebhook.TryParse(protection.Open(row.TenantId, portal, row.Credential), out var webhook, out var problem)
            ? factory.Create(webhook)
            : throw new InvalidOperationException($"The stored credential of portal {portal} cannot be read: {problem}.");
    }
}
