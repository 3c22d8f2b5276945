using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DedupPortal.Emulator.Protocol;

/// <summary>
/// One row's JSON, put together from pieces that are ready and values that are not. A list of 2,500 rows has some 150,000 members, most of
/// them the same in each row; a writer that looks at each one is most of what such a list costs.
/// </summary>
internal sealed class RowText
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>A piece that is JSON already.</summary>
    public void Raw(ReadOnlySpan<byte> json) => json.CopyTo(Take(json.Length));

    public void Number(int value)
    {
        Utf8Formatter.TryFormat(value, Room(11), out var written);
        _length += written;
    }

    public void Number(double value)
    {
        Utf8Formatter.TryFormat(value, Room(32), out var written);
        _length += written;
    }

    /// <summary>A string, escaped as <see cref="RowPage.Relaxed"/> says; null for null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Text(string? value)
    {
        if (value is null)
        {
            Raw("null"u8);
            return;
        }

        var room = Room((value.Length * 2) + 2);
        var used = 0;
        room[used++] = (byte)'"';
        foreach (var c in value)
        {
            if (c is >= ' ' and <= '~' and not ('"' or '\\'))
            {
                room[used++] = (byte)c;
            }
            else if (c is >= 'Ѐ' and <= 'ӿ')
            {
                room[used++] = (byte)(0xC0 | (c >> 6));
                room[used++] = (byte)(0x80 | (c & 0x3F));
            }
            else
            {
                Escaped(value);
                return;
            }
        }

        room[used++] = (byte)'"';
        _length += used;
    }

    private void Escaped(string value)
    {
        var text = JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        Raw("\""u8);
        Raw(text);
        Raw("\""u8);
    }

    private Span<byte> Take(int count)
    {
        var room = Room(count);
        _length += count;
        return room[..count];
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        return _bytes.AsSpan(_length);
    }
}
