using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portals;

/// <summary>What connecting a portal writes, whatever the credential: in the caller's transaction, saved by the caller.</summary>
internal static class PortalRows
{
    public static async Task ConnectAsync(
        PortalDbContext db, Portal portal, PortalReport report, Action<PortalCredential> use, DateTimeOffset now, CancellationToken cancellationToken)
    {
        portal.Connect(report.User.Id, report.User.Name, report.User.IsAdmin, report.Scopes, now);
        var credential = await db.Set<PortalCredential>().SingleOrDefaultAsync(row => row.PortalId == portal.Id, cancellationToken);
        if (credential is null) db.Add(credential = new PortalCredential(portal.TenantId, portal.Id));
        use(credential);
        await RenewAsync(db, portal, report, now, cancellationToken);
    }

    /// <summary>Keeps what a check found out.</summary>
    public static async Task RenewAsync(PortalDbContext db, Portal portal, PortalReport report, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var capabilities = await db.Set<PortalCapabilities>().SingleOrDefaultAsync(row => row.PortalId == portal.Id, cancellationToken);
        if (capabilities is null) db.Add(capabilities = new PortalCapabilities(portal.TenantId, portal.Id));
        capabilities.Renew(StoredReport.Write(report), now);
    }
}
