using DedupPortal.Storage;

namespace DedupPortal.Tenants;

/// <summary>An agency: the owner of portals, members and everything recorded about them.</summary>
public sealed class Tenant : ITenantOwned
{
    public const int NameLength = 120;

    private Tenant() => Name = "";

    public Tenant(TenantId id, string name, DateTimeOffset now)
    {
        TenantId = id;
        Name = name.Trim();
        CreatedAt = now;
        if (Name.Length is 0 or > NameLength) throw new ArgumentException("An agency's name has 1 to 120 characters.", nameof(name));
    }

    public TenantId TenantId { get; private set; }

    public string Name { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Gives the agency another name of 1 to <see cref="NameLength"/> characters.</summary>
    public void Rename(string name)
    {
        var trimmed = name.Trim();
        if (trimmed.Length is 0 or > NameLength) throw new ArgumentException("An agency's name has 1 to 120 characters.", nameof(name));
        Name = trimmed;
    }
}
