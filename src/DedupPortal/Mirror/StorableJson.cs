using System.Globalization;
using System.Text;

namespace DedupPortal.Mirror;

/// <summary>
/// JSON that PostgreSQL can keep: its text knows no null character, and its <c>jsonb</c> refuses half of a surrogate pair. Both may stand
/// in a card as an escape.
/// </summary>
internal static class StorableJson
{
    private const int EscapeLength = 6;

    /// <summary>
    /// The same bytes when all is well, which costs one look for a backslash; otherwise a copy in which null characters are left out and
    /// lone halves have become the replacement character.
    /// </summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json)
    {
        for (var at = json.IndexOf("\\u"u8); at >= 0;)
        {
            if (!IsFine(json, at, out var length)) return Repair(json);
            at += length;
            var next = json[at..].IndexOf((byte)'\\');
            at = next < 0 ? -1 : at + next;
        }

        return json;
    }

    /// <summary>Whether the escape at a backslash can be kept, and how long it is.</summary>
    private static bool IsFine(ReadOnlySpan<byte> json, int at, out int length)
    {
        length = 2;
        if (Unit(json, at) is not { } unit) return true;
        length = EscapeLength;
        if (unit == 0 || char.IsLowSurrogate((char)unit)) return false;
        if (!char.IsHighSurrogate((char)unit)) return true;
        length = 2 * EscapeLength;
        return Unit(json, at + EscapeLength) is { } second && char.IsLowSurrogate((char)second);
    }

    private static byte[] Repair(ReadOnlySpan<byte> json)
    {
        var written = new MemoryStream(json.Length);
        for (var at = 0; at < json.Length;)
        {
            var next = json[at..].IndexOf((byte)'\\');
            written.Write(next < 0 ? json[at..] : json.Slice(at, next));
            if (next < 0) break;
            at += next;
            if (IsFine(json, at, out var length))
            {
                length = Math.Min(length, json.Length - at);
                written.Write(json.Slice(at, length));
            }
            else
            {
                length = EscapeLength;
                if (Unit(json, at) != 0) written.Write("\\ufffd"u8);
            }

            at += length;
        }

        return written.ToArray();
    }

    /// <summary>The code unit of <c>\uXXXX</c> at this place; null for anything else.</summary>
    private static int? Unit(ReadOnlySpan<byte> json, int at)
    {
        if (at + EscapeLength > json.Length || json[at] != '\\' || json[at + 1] != 'u') return null;
        Span<char> digits = stackalloc char[4];
        Encoding.ASCII.GetChars(json.Slice(at + 2, 4), digits);
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? unit : null;
    }
}
