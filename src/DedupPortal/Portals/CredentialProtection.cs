using DedupPortal.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace DedupPortal.Portals;

/// <summary>Encrypts credentials. The agency and the portal are part of the purpose: a row copied elsewhere does not open.</summary>
public sealed class CredentialProtection(IDataProtectionProvider provider)
{
    public string Seal(TenantId tenant, PortalId portal, string text) => Protector(tenant, portal).Protect(text);

    public string Open(TenantId tenant, PortalId portal, string sealedText) => Protector(tenant, portal).Unprotect(sealedText);

    private IDataProtector Protector(TenantId tenant, PortalId portal) =>
        provider.CreateProtector("DedupPortal.Portals.Credential", tenant.ToString(), portal.ToString());
}
