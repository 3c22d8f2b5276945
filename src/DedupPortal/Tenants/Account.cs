using DedupPortal.Storage;
using Microsoft.AspNetCore.Identity;

namespace DedupPortal.Tenants;

/// <summary>
/// What a person signs in with. It is global because at sign-in no agency is known yet; it says which agency the person belongs
/// to. Role and name are the agency's own matter and stand in <see cref="TenantMember"/>. One account belongs to one agency.
/// </summary>
[GlobalEntity("Sign-in happens before an agency is known.")]
public sealed class Account : IdentityUser<Guid>
{
    public Account() => Id = Guid.CreateVersion7();

    /// <summary>The agency; null after the person was removed from it.</summary>
    public TenantId? TenantId { get; set; }

    /// <summary>Two-letter language of pages and mail: <c>ru</c> or <c>en</c>.</summary>
    public string Language { get; set; } = "ru";
}
