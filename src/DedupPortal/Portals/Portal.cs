using DedupPortal.Storage;

namespace DedupPortal.Portals;

/// <summary>Whether a portal can be worked with.</summary>
public enum PortalState
{
    /// <summary>The credential answered at the last check or call.</summary>
    Connected = 1,

    /// <summary>The portal refused the credential; a person must reconnect it.</summary>
    CredentialRevoked = 2,

    /// <summary>A person disconnected it; there is no credential. What was recorded stays.</summary>
    Disconnected = 3,
}

/// <summary>One Bitrix24 account of a client of the agency.</summary>
public sealed class Portal : ITenantOwned
{
    public const int NameLength = 120;
    public const int AddressLength = 300;
    public const int TimeZoneLength = 64;
    public const int MemberIdLength = 64;

    private Portal() => (Name, Address, Host, TimeZone, UserName, Scopes) = ("", "", "", "", "", []);

    public Portal(TenantId tenant, PortalId id, string name, string address, string host, string timeZone, DateTimeOffset now)
        : this()
    {
        TenantId = tenant;
        Id = id;
        Address = address;
        Host = host;
        CreatedAt = now;
        Change(name, timeZone);
    }

    public TenantId TenantId { get; private set; }

    public PortalId Id { get; private set; }

    /// <summary>Bitrix24's own name of the portal, which outlives its address; null for a portal that was only ever connected by a webhook.</summary>
    public string? MemberId { get; private set; }

    /// <summary>What the agency calls it; 1 to <see cref="NameLength"/> characters.</summary>
    public string Name { get; private set; }

    /// <summary>REST root, ending in <c>/rest/</c>; no credential in it. Unique in the agency.</summary>
    public string Address { get; private set; }

    /// <summary>Host, with the port when it is not the usual one: what pages show.</summary>
    public string Host { get; private set; }

    /// <summary>IANA name. Schedules run by it and times on pages are shown in it.</summary>
    public string TimeZone { get; private set; }

    public PortalState State { get; private set; }

    /// <summary>Number and name of the portal's user as whom the product acts; 0 and empty before the first check.</summary>
    public long UserId { get; private set; }

    public string UserName { get; private set; }

    /// <summary>Whether that user is the portal's administrator.</summary>
    public bool IsAdministrator { get; private set; }

    /// <summary>Scopes that the credential has, in lower case.</summary>
    public List<string> Scopes { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the credential was last checked; null before the first check.</summary>
    public DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>PostgreSQL's row version: a change made meanwhile by somebody else is noticed.</summary>
    public uint Version { get; private set; }

    /// <summary>Changes name and time zone. Throws <see cref="ArgumentException"/> when one is not of its form.</summary>
    public void Change(string name, string timeZone)
    {
        var trimmed = name.Trim();
        if (trimmed.Length is 0 or > NameLength) throw new ArgumentException("A portal's name has 1 to 120 characters.", nameof(name));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _)) throw new ArgumentException("Unknown time zone.", nameof(timeZone));
        (Name, TimeZone) = (trimmed, timeZone);
    }

    /// <summary>Takes what a check of a working credential showed.</summary>
    public void Connect(long userId, string userName, bool isAdministrator, IEnumerable<string> scopes, DateTimeOffset now)
    {
        State = PortalState.Connected;
        (UserId, UserName, IsAdministrator, CheckedAt) = (userId, userName, isAdministrator, now);
        Scopes = [.. scopes.Select(scope => scope.ToLowerInvariant()).Order(StringComparer.Ordinal)];
    }

    /// <summary>The portal refused the credential. Does nothing when it is disconnected already.</summary>
    public void RevokeCredential(DateTimeOffset now)
    {
        if (State is PortalState.Disconnected) return;
        State = PortalState.CredentialRevoked;
        CheckedAt = now;
    }

    public void Disconnect() => State = PortalState.Disconnected;

    /// <summary>Takes the name by which an application knows the portal.</summary>
    public void Identify(string memberId) => MemberId = memberId;

    /// <summary>The portal was renamed and answers here now.</summary>
    public void Move(string address, string host) => (Address, Host) = (address, host);
}
