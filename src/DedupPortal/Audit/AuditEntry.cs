using DedupPortal.Storage;

namespace DedupPortal.Audit;

/// <summary>
/// One entry of an agency's history. It is appended and never changed: the application's database role can neither update nor
/// delete it, and each entry holds the hash of the one before.
/// </summary>
public sealed class AuditEntry : ITenantOwned
{
    public const int SubjectLength = 200;
    public const int ActorNameLength = 120;

    internal AuditEntry() => (ActorName, Subject, Payload, PreviousHash, Hash) = ("", "", "", [], []);

    public TenantId TenantId { get; internal init; }

    /// <summary>Place in the agency's chain, from 1 without gaps.</summary>
    public long Position { get; internal init; }

    /// <summary>Version of the hash's layout.</summary>
    public short Version { get; internal init; }

    /// <summary>Moment in UTC, cut to microseconds.</summary>
    public DateTimeOffset At { get; internal init; }

    /// <summary>The member's account; null when the product itself acted.</summary>
    public Guid? ActorId { get; internal init; }

    public string ActorName { get; internal init; }

    public AuditAction Action { get; internal init; }

    /// <summary>The portal concerned, or null.</summary>
    public Guid? PortalId { get; internal init; }

    /// <summary>What it was done to, such as <c>merge:…</c>, <c>group:…</c> or <c>member:…</c>.</summary>
    public string Subject { get; internal init; }

    /// <summary>Parameters, reason, before and after as JSON text: exactly the bytes that were hashed.</summary>
    public string Payload { get; internal init; }

    public byte[] PreviousHash { get; internal init; }

    public byte[] Hash { get; internal init; }
}

/// <summary>The end of an agency's chain; the row whose lock puts appends in order.</summary>
public sealed class AuditHead : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public long Position { get; private set; }

    public byte[] Hash { get; private set; } = [];
}
