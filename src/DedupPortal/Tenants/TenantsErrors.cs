using DedupPortal.Storage;

namespace DedupPortal.Tenants;

/// <summary>The identity rules refuse the account; <see cref="Codes"/> are Identity's error codes (PasswordTooShort, DuplicateEmail, …).</summary>
public sealed record AccountRefused(IReadOnlyList<string> Codes) : Failure;

/// <summary>The invitation link is unknown, used, revoked or expired.</summary>
public sealed record InvitationNotOpen : Failure;

/// <summary>A person with this address is already a member.</summary>
public sealed record AlreadyMember(string Email) : Failure
{
    public override IReadOnlyList<object> Parameters => [Email];
}

/// <summary>The address has an account in another agency; one account belongs to one agency.</summary>
public sealed record AddressTaken(string Email) : Failure
{
    public override IReadOnlyList<object> Parameters => [Email];
}

/// <summary>The agency must keep at least one owner.</summary>
public sealed record LastOwner : Failure;

/// <summary>A field is empty, too long or not of its form; <see cref="Field"/> names it.</summary>
public sealed record FieldInvalid(string Field) : Failure
{
    public override IReadOnlyList<object> Parameters => [Field];
}
