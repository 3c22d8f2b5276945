using DedupPortal.Bitrix24;
using DedupPortal.Storage;

namespace DedupPortal.Portals;

/// <summary>By what a portal lets the product in. Names are stored.</summary>
public enum CredentialKind
{
    /// <summary>An incoming webhook: an address that is a password.</summary>
    Webhook = 1,

    /// <summary>A local or marketplace application with a pair of tokens.</summary>
    Application = 2,
}

/// <summary>The credential of a portal, encrypted. The row is deleted when the portal is disconnected or the application uninstalled.</summary>
public sealed class PortalCredential : ITenantOwned
{
    public const int ClientIdLength = 100;

    private PortalCredential() => (Protected, Masked) = ("", "");

    public PortalCredential(TenantId tenant, PortalId portal)
        : this() => (TenantId, PortalId) = (tenant, portal);

    public TenantId TenantId { get; private set; }

    public PortalId PortalId { get; private set; }

    public CredentialKind Kind { get; private set; }

    /// <summary>The webhook's address, or the token pair, encrypted by data protection.</summary>
    public string Protected { get; private set; }

    /// <summary>What pages show: the webhook with dots for its secret, or the application's id.</summary>
    public string Masked { get; private set; }

    /// <summary>The application's id; null for a webhook.</summary>
    public string? ClientId { get; private set; }

    /// <summary>The application's secret, encrypted; null for a webhook.</summary>
    public string? SecretProtected { get; private set; }

    public DateTimeOffset ReplacedAt { get; private set; }

    /// <summary>When the token pair was issued; null for a webhook.</summary>
    public DateTimeOffset? IssuedAt { get; private set; }

    /// <summary>The last warning that was sent about the pair's end, as days that were left; null for none.</summary>
    public int? WarnedDays { get; private set; }

    /// <summary>When the pair dies unless it is renewed; null for a webhook.</summary>
    public DateTimeOffset? EndsAt => IssuedAt + OAuthTokens.RefreshTokenLife;

    public void UseWebhook(string sealedAddress, string masked, DateTimeOffset now)
    {
        (Kind, Protected, Masked, ReplacedAt) = (CredentialKind.Webhook, sealedAddress, masked, now);
        (ClientId, SecretProtected, IssuedAt, WarnedDays) = (null, null, null, null);
    }

    public void UseApplication(string clientId, string sealedSecret, string sealedTokens, DateTimeOffset issuedAt, DateTimeOffset now)
    {
        (Kind, Protected, Masked, ReplacedAt) = (CredentialKind.Application, sealedTokens, clientId, now);
        (ClientId, SecretProtected, IssuedAt, WarnedDays) = (clientId, sealedSecret, issuedAt, null);
    }

    /// <summary>The authorisation server gave a new pair for the old one, which is dead by now.</summary>
    public void Rotate(string sealedTokens, DateTimeOffset issuedAt)
    {
        if (Kind is not CredentialKind.Application) throw new InvalidOperationException("Only an application has tokens.");
        (Protected, IssuedAt, WarnedDays) = (sealedTokens, issuedAt, null);
    }

    public void Warn(int days) => WarnedDays = days;
}
