using DedupPortal.Storage;

namespace DedupPortal.Portals;

/// <summary>Identity of an attempt to connect a portal by an application.</summary>
public readonly record struct PortalAuthorisationId(Guid Value)
{
    public static PortalAuthorisationId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("D");
}

/// <summary>
/// An attempt to connect a portal by an application: what a member typed, and the browser that was sent to the portal. The portal tells
/// nothing when the person fails there, so an attempt that did not come back stays and says so. Deleted when it succeeded or is discarded.
/// </summary>
public sealed class PortalAuthorisation : ITenantOwned
{
    /// <summary>How long a person may take at the portal.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private PortalAuthorisation() => (Address, Host, Name, TimeZone, ClientId, SecretProtected, ErrorParameters) = ("", "", "", "", "", "", []);

    public PortalAuthorisation(
        TenantId tenant, PortalAuthorisationId id, PortalId? portal, string address, string host, string name, string timeZone, string clientId, string sealedSecret,
        Guid account, DateTimeOffset now)
        : this()
    {
        (TenantId, Id, PortalId, Address, Host, Name, TimeZone) = (tenant, id, portal, address, host, name, timeZone);
        (ClientId, SecretProtected, AccountId, CreatedAt) = (clientId, sealedSecret, account, now);
    }

    public TenantId TenantId { get; private set; }

    public PortalAuthorisationId Id { get; private set; }

    /// <summary>The portal to reconnect; null for a new one.</summary>
    public PortalId? PortalId { get; private set; }

    /// <summary>REST root as typed.</summary>
    public string Address { get; private set; }

    public string Host { get; private set; }

    public string Name { get; private set; }

    public string TimeZone { get; private set; }

    public string ClientId { get; private set; }

    /// <summary>The application's secret, encrypted.</summary>
    public string SecretProtected { get; private set; }

    /// <summary>The member who began; only this one's browser may finish.</summary>
    public Guid AccountId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the browser was last sent to the portal; null before.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>SHA-256 of the state that was given to the portal; null before and after its one use.</summary>
    public byte[]? StateHash { get; private set; }

    /// <summary>SHA-256 of the word that was left in the browser.</summary>
    public byte[]? BrowserHash { get; private set; }

    /// <summary>Why the last return failed: the key of a sentence; null when none did.</summary>
    public string? ErrorCode { get; private set; }

    public List<string> ErrorParameters { get; private set; }

    /// <summary>The browser is sent to the portal; the state of an earlier time no longer counts.</summary>
    public void Send(byte[] stateHash, byte[] browserHash, DateTimeOffset now) =>
        (StateHash, BrowserHash, SentAt, ErrorCode, ErrorParameters) = (stateHash, browserHash, now, null, []);

    /// <summary>Takes the state for its one use. False when it is another's, was used, or is too old.</summary>
    public bool Redeem(byte[] stateHash, byte[] browserHash, Guid account, DateTimeOffset now)
    {
        var fits = StateHash is not null && BrowserHash is not null && account == AccountId && now - SentAt <= Patience
            && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(StateHash, stateHash)
            && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(BrowserHash, browserHash);
        if (fits) (StateHash, BrowserHash) = (null, null);
        return fits;
    }

    public void Fail(Failure failure) => (ErrorCode, ErrorParameters) =
        (failure.Code, [.. failure.Parameters.Select(parameter => Convert.ToString(parameter, System.Globalization.CultureInfo.InvariantCulture) ?? "")]);
}

/// <summary>
/// An application that a portal installed, as its callback told and the authorisation server confirmed: the word by which its later
/// callbacks are known. Unique by portal and application.
/// </summary>
public sealed class PortalInstallation : ITenantOwned
{
    private PortalInstallation() => (MemberId, ClientId, TokenProtected) = ("", "", "");

    public PortalInstallation(TenantId tenant, string memberId, string clientId)
        : this() => (TenantId, MemberId, ClientId) = (tenant, memberId, clientId);

    public TenantId TenantId { get; private set; }

    public string MemberId { get; private set; }

    public string ClientId { get; private set; }

    /// <summary>The application token, encrypted.</summary>
    public string TokenProtected { get; private set; }

    public DateTimeOffset InstalledAt { get; private set; }

    public void Install(string sealedToken, DateTimeOffset now) => (TokenProtected, InstalledAt) = (sealedToken, now);
}
