using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DedupPortal.Audit;

/// <summary>The hash of an entry: SHA-256 over its fields, each with its length before it, so that no two entries share one text.</summary>
internal static class AuditHash
{
    public const short Version = 1;

    /// <summary>What the first entry of a chain follows.</summary>
    public static readonly byte[] Genesis = new byte[32];

    public static byte[] Of(AuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Number(hash, entry.Version);
        Bytes(hash, entry.TenantId.Value.ToByteArray(bigEndian: true));
        Number(hash, entry.Position);
        Bytes(hash, entry.PreviousHash);
        Number(hash, Microseconds(entry.At));
        Bytes(hash, entry.ActorId is { } actor ? actor.ToByteArray(bigEndian: true) : []);
        Text(hash, entry.ActorName);
        Number(hash, (int)entry.Action);
        Bytes(hash, entry.PortalId is { } portal ? portal.ToByteArray(bigEndian: true) : []);
        Text(hash, entry.Subject);
        Text(hash, entry.Payload);
        return hash.GetHashAndReset();
    }

    /// <summary>The moment as PostgreSQL keeps it: finer parts would not come back and would break the chain.</summary>
    public static DateTimeOffset Cut(DateTimeOffset moment) =>
        new(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static long Microseconds(DateTimeOffset moment) => (moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    private static void Text(IncrementalHash hash, string text) => Bytes(hash, Encoding.UTF8.GetBytes(text));

    private static void Number(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        Bytes(hash, bytes);
    }

    private static void Bytes(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
