using DedupPortal.Storage;

namespace DedupPortal.Tenants;

/// <summary>A person with a role in an agency.</summary>
public sealed class TenantMember : ITenantOwned
{
    public const int NameLength = 120;

    private TenantMember() => (Name, Email) = ("", "");

    public TenantMember(TenantId tenant, Guid accountId, string name, string email, MemberRole role, DateTimeOffset now)
    {
        TenantId = tenant;
        AccountId = accountId;
        Name = name.Trim();
        Email = email;
        Role = role;
        JoinedAt = now;
    }

    public TenantId TenantId { get; private set; }

    public Guid AccountId { get; private set; }

    public string Name { get; private set; }

    public string Email { get; private set; }

    public MemberRole Role { get; private set; }

    public DateTimeOffset JoinedAt { get; private set; }

    public void Rename(string name) => Name = name.Trim();

    public void ChangeRole(MemberRole role) => Role = role;
}

/// <summary>A link by which a colleague joins. Only the SHA-256 of its secret is stored.</summary>
public sealed class Invitation : ITenantOwned
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private Invitation() => (Email, SecretHash) = ("", []);

    public Invitation(TenantId tenant, Guid id, string email, MemberRole role, byte[] secretHash, DateTimeOffset now)
    {
        TenantId = tenant;
        Id = id;
        Email = email;
        Role = role;
        SecretHash = secretHash;
        CreatedAt = now;
        ExpiresAt = now + Life;
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    public string Email { get; private set; }

    public MemberRole Role { get; private set; }

    public byte[] SecretHash { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When the link was used; null while it is open.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }

    public bool IsOpen(DateTimeOffset now) => AcceptedAt is null && now < ExpiresAt;

    /// <summary>Marks the link used. Throws when it is not open.</summary>
    public void Accept(DateTimeOffset now)
    {
        if (!IsOpen(now)) throw new InvalidOperationException("An invitation that is used or expired cannot be accepted.");
        AcceptedAt = now;
    }

    /// <summary>A new secret and a new life for the same invitation; the old link stops working.</summary>
    public void Renew(byte[] secretHash, DateTimeOffset now)
    {
        SecretHash = secretHash;
        ExpiresAt = now + Life;
    }
}
