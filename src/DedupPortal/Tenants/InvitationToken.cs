using System.Buffers.Text;
using System.Security.Cryptography;

using DedupPortal.Storage;

namespace DedupPortal.Tenants;

/// <summary>
/// The text in an invitation link: agency, invitation and a secret of 32 random bytes, Base64Url. The agency is in it because the
/// person who follows the link acts for none yet, and no row can be read without one.
/// </summary>
internal sealed record InvitationToken(TenantId Tenant, Guid Id, byte[] Secret)
{
    private const int Length = 16 + 16 + 32;

    public static InvitationToken New(TenantId tenant, Guid id) => new(tenant, id, RandomNumberGenerator.GetBytes(32));

    public byte[] Hash => SHA256.HashData(Secret);

    public bool Matches(byte[] hash) => CryptographicOperations.FixedTimeEquals(Hash, hash);

    public string Text => Base64Url.EncodeToString([.. Tenant.Value.ToByteArray(), .. Id.ToByteArray(), .. Secret]);

    public static bool TryParse(string? text, out InvitationToken token)
    {
        token = null!;
        if (text is null || !Base64Url.IsValid(text, out var length) || length != Length) return false;
        var bytes = Base64Url.DecodeFromChars(text);
        token = new InvitationToken(new TenantId(new Guid(bytes.AsSpan(0, 16))), new Guid(bytes.AsSpan(16, 16)), bytes[32..]);
        return true;
    }
}
