using DedupPortal.Storage;

namespace DedupPortal.Portals;

/// <summary>What a portal is and grants, as the last check found. One per portal.</summary>
public sealed class PortalCapabilities : ITenantOwned
{
    private PortalCapabilities() => Report = "{}";

    public PortalCapabilities(TenantId tenant, PortalId portal)
        : this() => (TenantId, PortalId) = (tenant, portal);

    public TenantId TenantId { get; private set; }

    public PortalId PortalId { get; private set; }

    public DateTimeOffset CheckedAt { get; private set; }

    /// <summary>The client's report as JSON: see <see cref="StoredReport"/>.</summary>
    public string Report { get; private set; }

    public void Renew(string report, DateTimeOffset now) => (Report, CheckedAt) = (report, now);
}
