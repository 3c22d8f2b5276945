using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DedupPortal.Mirror;

/// <summary>Where a value of a row stands in <see cref="RowText"/>; empty for none.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public bool IsEmpty => Length == 0;
}

/// <summary>
/// The values of one row as UTF-8, taken from the JSON reader into one reused buffer. Reads as tolerantly as the client does: numbers may
/// be strings, null and "" and a missing member are all "no value".
/// </summary>
internal sealed class RowText
{
    private byte[] _bytes = new byte[4096];
    private int _used;

    public void Clear() => _used = 0;

    public ReadOnlySpan<byte> this[Slice slice] => _bytes.AsSpan(slice.Start, slice.Length);

    /// <summary>The value the reader stands on, without white space at its ends; an object or array is passed over and gives nothing.</summary>
    public Slice Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                Reserve(reader.ValueSpan.Length);
                return Trimmed(_used, reader.CopyString(_bytes.AsSpan(_used)));
            case JsonTokenType.Number:
                Reserve(reader.ValueSpan.Length);
                reader.ValueSpan.CopyTo(_bytes.AsSpan(_used));
                return Trimmed(_used, reader.ValueSpan.Length);
            case JsonTokenType.True:
                return Letter((byte)'Y');
            case JsonTokenType.False:
                return Letter((byte)'N');
            default:
                reader.Skip();
                return default;
        }
    }

    /// <summary>The value the reader stands on as a positive whole number; null for everything else (Bitrix24 writes "no link" as 0).</summary>
    public static long? TakeId(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Number or JsonTokenType.String)
            return Utf8Parser.TryParse(reader.ValueSpan, out long id, out var read) && read == reader.ValueSpan.Length && id > 0 ? id : null;
        reader.Skip();
        return null;
    }

    /// <summary>The slice as a moment; null when it is none. Its usual form is read without allocation.</summary>
    public DateTimeOffset? Moment(Slice slice)
    {
        var text = this[slice];
        if (text.Length == 25 && Usual(text) is { } moment) return moment;
        return !slice.IsEmpty && DateTimeOffset.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var other) ? other : null;
    }

    /// <summary>2026-11-22T10:00:00+03:00.</summary>
    private static DateTimeOffset? Usual(ReadOnlySpan<byte> text)
    {
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[22] != ':' || text[19] is not ((byte)'+' or (byte)'-')) return null;
        if (!(Number(text[..4]) is { } year && Number(text.Slice(5, 2)) is { } month && Number(text.Slice(8, 2)) is { } day)) return null;
        if (!(Number(text.Slice(11, 2)) is { } hour && Number(text.Slice(14, 2)) is { } minute && Number(text.Slice(17, 2)) is { } second)) return null;
        if (!(Number(text.Slice(20, 2)) is { } hours && Number(text.Slice(23, 2)) is { } minutes)) return null;
        if (year < 2 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59 || hours > 13 || minutes > 59) return null;
        var offset = new TimeSpan(hours, minutes, 0);
        return new DateTimeOffset(year, month, day, hour, minute, second, text[19] == '-' ? -offset : offset);
    }

    private static int? Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return null;
            number = (number * 10) + digit - '0';
        }

        return number;
    }

    private Slice Letter(byte letter)
    {
        Reserve(1);
        _bytes[_used] = letter;
        return Trimmed(_used, 1);
    }

    private Slice Trimmed(int start, int length)
    {
        _used += length;
        while (length > 0 && _bytes[start + length - 1] <= ' ') length--;
        while (length > 0 && _bytes[start] <= ' ') (start, length) = (start + 1, length - 1);
        return new Slice(start, length);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _used < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + count));
    }
}
