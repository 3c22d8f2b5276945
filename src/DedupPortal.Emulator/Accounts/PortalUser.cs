using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Accounts;

internal enum Reach
{
    None,
    Own,
    All,
}

internal sealed class TypeRights
{
    public Reach Read { get; set; } = Reach.All;

    public Reach Add { get; set; } = Reach.All;

    public Reach Edit { get; set; } = Reach.All;

    public Reach Delete { get; set; } = Reach.All;
}

/// <summary>A person of the portal. An administrator's rights are never asked.</summary>
internal sealed class PortalUser : IRow
{
    public int Id { get; set; }

    public bool Admin { get; set; }

    public bool Active { get; set; } = true;

    /// <summary>From outside the company: methods for colleagues are closed.</summary>
    public bool Extranet { get; set; }

    public string Name { get; set; } = "";

    public string LastName { get; set; } = "";

    public string Email { get; set; } = "";

    public string Position { get; set; } = "";

    public string Gender { get; set; } = "";

    public Dictionary<int, TypeRights> Rights { get; set; } = [];
}

/// <summary>An incoming webhook: acts as its user within its scopes.</summary>
internal sealed class Webhook
{
    public int UserId { get; set; }

    public string Secret { get; set; } = "";

    public List<string> Scopes { get; set; } = [];

    public bool Revoked { get; set; }
}
