using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DedupPortal.Matching.Linkage;

/// <summary>The bytes make no sense; never leaves <see cref="PortalSnapshot"/>.</summary>
internal sealed class SnapshotException : Exception
{
    public SnapshotException()
    {
    }

    public SnapshotException(string message)
        : base(message)
    {
    }

    public SnapshotException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// A running checksum against accidents, not against people: each step is a bijection of the sum and of the eight bytes taken in, so
/// no single damaged word goes unseen, and other damage does once in 2^64.
/// </summary>
internal static class Checksum
{
    internal static ulong Next(ulong sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes)) sum = Step(sum, word);
        var rest = 0UL;
        foreach (var one in bytes[^(bytes.Length % 8)..]) rest = rest << 8 | one;
        return Step(sum, rest ^ (ulong)bytes.Length << 56);
    }

    private static ulong Step(ulong sum, ulong word) => BitOperations.RotateLeft((sum ^ word) * 0x9E3779B97F4A7C15, 29) + 0x632BE59BD9B4E019;
}

/// <summary>How a snapshot begins.</summary>
internal static class SnapshotHeader
{
    internal const int Length = 8 + 16 + 8 + 8;

    /// <summary>The header for a length; the build stands for the rules of reading names and phones, which no number of ours would follow.</summary>
    internal static byte[] Of(long payload)
    {
        var header = new byte[Length];
        "DPMATCH1"u8.CopyTo(header);
        typeof(SnapshotHeader).Module.ModuleVersionId.TryWriteBytes(header.AsSpan(8));
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), payload);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(32), Checksum.Next(0, header.AsSpan(0, 32)));
        return header;
    }
}

/// <summary>Writes arrays of plain values, each behind its length, and a checksum at the end.</summary>
internal sealed class SnapshotWriter(Stream to)
{
    private ulong _checksum;

    /// <summary>Bytes so far, without header and checksum.</summary>
    internal long Written { get; private set; }

    internal void Header(long payload) => to.Write(SnapshotHeader.Of(payload));

    internal void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var length = (long)values.Length;
        Bytes(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in length)));
        Bytes(MemoryMarshal.AsBytes(values));
    }

    internal void Close()
    {
        to.Write(BitConverter.GetBytes(_checksum));
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        Written += bytes.Length;
        if (to == Stream.Null) return;
        _checksum = Checksum.Next(_checksum, bytes);
        to.Write(bytes);
    }
}

/// <summary>Reads what <see cref="SnapshotWriter"/> wrote. No length can make it take more memory than the header's checked length.</summary>
internal sealed class SnapshotReader(Stream from)
{
    private ulong _checksum;
    private long _left;

    internal SnapshotFault? Header()
    {
        var header = new byte[SnapshotHeader.Length];
        if (from.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.AsSpan(0, 8).SequenceEqual("DPMATCH1"u8)) return SnapshotFault.NotASnapshot;
        _left = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(24));
        if (Checksum.Next(0, header.AsSpan(0, 32)) != BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(32)) || _left < 0) return SnapshotFault.Damaged;
        return header.AsSpan().SequenceEqual(SnapshotHeader.Of(_left)) ? null : SnapshotFault.OtherBuild;
    }

    internal T[] Read<T>()
        where T : unmanaged
    {
        var length = 0L;
        Bytes(MemoryMarshal.AsBytes(new Span<long>(ref length)));
        Expect(length >= 0 && length <= _left / Unsafe.SizeOf<T>());
        var values = new T[length];
        Bytes(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Stops the reading when something cannot be.</summary>
    internal void Expect(bool possible)
    {
        if (!possible) throw new SnapshotException();
    }

    /// <summary>Whether all was read and is what was written.</summary>
    internal bool Close()
    {
        var written = new byte[sizeof(ulong)];
        return _left == 0 && from.ReadAtLeast(written, written.Length, throwOnEndOfStream: false) == written.Length && BitConverter.ToUInt64(written) == _checksum;
    }

    private void Bytes(Span<byte> bytes)
    {
        Expect(bytes.Length <= _left);
        from.ReadExactly(bytes);
        _left -= bytes.Length;
        _checksum = Checksum.Next(_checksum, bytes);
    }
}
