using System.Security.Cryptography;

namespace DedupPortal.Emulator.OAuth;

/// <summary>Texts that cannot be guessed.</summary>
internal static class Secrets
{
    public static string Hex(int bytes) => RandomNumberGenerator.GetHexString(bytes * 2, lowercase: true);

    public static string Letters(int length) =>
        RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
}
