using System.Buffers;
using System.Buffers.Binary;

namespace DedupPortal.Mirror;

/// <summary>
/// Rows in PostgreSQL's binary COPY format, in one growing pooled buffer. Written by hand because a scan writes millions of fields:
/// the bytes that the portal sent go into the stream without becoming strings. Format: PostgreSQL documentation, "COPY", Binary Format.
/// Not thread-safe.
/// </summary>
internal sealed class CopyBuffer : IDisposable
{
    /// <summary>Bytes before the first row, as we write them and as PostgreSQL does.</summary>
    public const int HeaderLength = 19;

    /// <summary>Bytes behind the last row.</summary>
    public const int TrailerLength = 2;

    private const int TextType = 25;
    private const int LongType = 20;
    private static readonly DateTimeOffset s_epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _length;

    public CopyBuffer() => Clear();

    /// <summary>Rows written since the last <see cref="Clear"/>.</summary>
    public int Rows { get; private set; }

    /// <summary>Forgets all rows and begins a new stream.</summary>
    public void Clear()
    {
        (_length, Rows) = (0, 0);
        Append(Signature);
        Integer(0);
        Integer(0);
    }

    private static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0];

    /// <summary>The rows written since, without header and trailer.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(HeaderLength, _length - HeaderLength);

    /// <summary>Ends the stream and returns it; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Complete()
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(TrailerLength), -1);
        return _bytes.AsMemory(0, _length);
    }

    public void BeginRow(int fields)
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), (short)fields);
        Rows++;
    }

    public void Null() => Integer(-1);

    public void Short(short value)
    {
        Integer(2);
        BinaryPrimitives.WriteInt16BigEndian(Take(2), value);
    }

    public void Int(int? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }

        Integer(4);
        Integer(number);
    }

    public void Long(long? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }

        Integer(8);
        BinaryPrimitives.WriteInt64BigEndian(Take(8), number);
    }

    public void Boolean(bool value)
    {
        Integer(1);
        Take(1)[0] = value ? (byte)1 : (byte)0;
    }

    public void Moment(DateTimeOffset value) => Long((value.UtcTicks - s_epoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>Text as UTF-8, or <c>bytea</c>: both are plain bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Integer(value.Length);
        Append(value);
    }

    /// <summary>Room for a value of up to so many bytes; say with <see cref="EndBytes"/> how many were written.</summary>
    public Span<byte> BeginBytes(int most) => Take(4 + most)[4..];

    public void EndBytes(int most, int written)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_length - most - 4), written);
        _length -= most - written;
    }

    /// <summary>Begins a <c>text[]</c>; <see cref="Bytes"/> writes each of its values, <see cref="EndArray"/> ends it.</summary>
    public int BeginTextArray(int count) => BeginArray(count, TextType);

    /// <summary>Begins a <c>bigint[]</c>; <see cref="Long"/> writes each of its values, <see cref="EndArray"/> ends it.</summary>
    public int BeginLongArray(int count) => BeginArray(count, LongType);

    public void EndArray(int start) => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(start), _length - start - 4);

    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private int BeginArray(int count, int type)
    {
        var start = _length;
        Integer(0);

        // An empty array has no dimension.
        Integer(count == 0 ? 0 : 1);
        Integer(0);
        Integer(type);
        if (count == 0) return start;
        Integer(count);
        Integer(1);
        return start;
    }

    private void Integer(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    private void Append(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    private Span<byte> Take(int count)
    {
        if (_bytes.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + count));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
