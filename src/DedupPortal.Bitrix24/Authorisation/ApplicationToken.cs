using System.Security.Cryptography;
using System.Text;

namespace DedupPortal.Bitrix24;

/// <summary>
/// The word by which a portal proves that a callback comes from it: constant per portal and installation, replaced on
/// update. The first one has nothing to be compared with; the tokens beside it are verified instead
/// (<see cref="OAuthClient.VerifyAsync"/>).
/// </summary>
public static class ApplicationToken
{
    /// <summary>
    /// Whether the given word is the stored one, in a time that tells neither where they differ nor how long they are.
    /// False when either is missing.
    /// </summary>
    public static bool Matches(Secret? stored, Secret? given)
    {
        if (stored is null || given is null) return false;
        return CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(stored.Reveal())), SHA256.HashData(Encoding.UTF8.GetBytes(given.Reveal())));
    }
}
