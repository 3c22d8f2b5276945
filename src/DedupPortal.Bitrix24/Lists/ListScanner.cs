using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Finds the rows of list answers in their bytes, in one pass and without making objects of them; what is small (time,
/// errors) becomes nodes. Knows PHP's ways: a list may come as an object keyed by position, an empty map as a list.
/// Throws <see cref="JsonException"/> when the bytes are not JSON or not of this shape.
/// </summary>
internal ref struct ListScanner(ReadOnlySpan<byte> json, CrmListing listing)
{
    private readonly byte[] _idField = Encoding.UTF8.GetBytes(listing.IdField);
    private readonly string? _rowsMember = listing.RowsMember;
    private Utf8JsonReader _reader = new(json);

    /// <summary>The rows of all pages, one page after another.</summary>
    internal List<RowSlice> Rows { get; } = new(RowPage.FullPage);

    /// <summary>Whether the answer had a <c>result</c> that was a list; for a batch, that was a map.</summary>
    internal bool HasResult { get; private set; }

    internal JsonNode? Total { get; private set; }

    internal JsonNode? Time { get; private set; }

    /// <summary>Errors and times of a batch's calls.</summary>
    internal JsonNode? Errors { get; private set; }

    internal JsonNode? Times { get; private set; }

    /// <summary>True when the answer is an error, which is read elsewhere; nothing else is of use then.</summary>
    internal bool IsError { get; private set; }

    /// <summary>Reads the answer of one list call. A wrong shape of the result leaves <see cref="HasResult"/> false.</summary>
    internal void Single()
    {
        Begin();
        while (NextMember())
        {
            if (Take("result"u8)) HasResult = List();
            else Envelope();
        }

        End();
    }

    /// <summary>Reads a batch of list calls; <paramref name="page"/> gets (key, where its rows begin, how many; −1 when it is no list).</summary>
    internal void Batch(Action<string, int, int> page)
    {
        Begin();
        while (NextMember())
        {
            if (!Take("result"u8)) Envelope();
            else if (_reader.TokenType is not JsonTokenType.StartObject) _reader.Skip();
            else BatchResult(page);
        }

        End();
    }

    private void BatchResult(Action<string, int, int> page)
    {
        HasResult = true;
        while (NextMember())
        {
            if (Take("result"u8) && _reader.TokenType is JsonTokenType.StartObject)
            {
                while (NextMember())
                {
                    var key = _reader.GetString()!;
                    Read();
                    var first = Rows.Count;
                    page(key, first, List() ? Rows.Count - first : -1);
                }
            }
            else if (_reader.TokenType is JsonTokenType.PropertyName)
            {
                if (Take("result_error"u8)) Errors = Node();
                else if (Take("result_time"u8)) Times = Node();
                else SkipMember();
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    private void Envelope()
    {
        if (Take("error"u8)) IsError |= Node() is not null;
        else if (Take("total"u8)) Total = Node();
        else if (Take("time"u8)) Time = Node();
        else SkipMember();
    }

    /// <summary>The rows of the value that the reader stands on. False, with the value passed over, when it is no list.</summary>
    private bool List()
    {
        if (_rowsMember is null) return RowsOf();
        if (_reader.TokenType is not JsonTokenType.StartObject)
        {
            // A result that is an empty map comes as a list.
            _reader.Skip();
            return true;
        }

        var isList = true;
        while (NextMember())
        {
            if (_reader.ValueTextEquals(_rowsMember))
            {
                Read();
                isList = RowsOf();
            }
            else
            {
                SkipMember();
            }
        }

        return isList;
    }

    private bool RowsOf()
    {
        var first = Rows.Count;
        var isList = true;
        switch (_reader.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.StartArray:
                for (Read(); _reader.TokenType is not JsonTokenType.EndArray; Read()) isList &= Row();
                break;
            case JsonTokenType.StartObject:
                while (NextMember())
                {
                    Read();
                    isList &= Row();
                }

                break;
            default:
                return false;
        }

        if (!isList) Rows.RemoveRange(first, Rows.Count - first);
        return isList;
    }

    /// <summary>One row, passed over; its id is 0 when it has none. False when it is no object.</summary>
    private bool Row()
    {
        if (_reader.TokenType is not JsonTokenType.StartObject)
        {
            _reader.Skip();
            return false;
        }

        var start = (int)_reader.TokenStartIndex;
        var depth = _reader.CurrentDepth;
        long id = 0;
        var found = false;
        for (Read(); _reader.CurrentDepth > depth; Read())
        {
            if (found || _reader.TokenType is not JsonTokenType.PropertyName || _reader.CurrentDepth != depth + 1 || !_reader.ValueTextEquals(_idField)) continue;
            Read();
            id = Id();
            found = true;
        }

        Rows.Add(new RowSlice(start, (int)_reader.BytesConsumed - start, id));
        return true;
    }

    private long Id()
    {
        if (_reader.TokenType is JsonTokenType.Number && _reader.TryGetInt64(out var number)) return number;
        return _reader.TokenType is JsonTokenType.String && !_reader.ValueIsEscaped && Utf8Parser.TryParse(_reader.ValueSpan, out number, out var used) && used == _reader.ValueSpan.Length ? number : 0;
    }

    private void Begin()
    {
        Read();
        if (_reader.TokenType is not JsonTokenType.StartObject) throw new JsonException();
    }

    private void End()
    {
        // Nothing may follow; a second read throws for anything but white space.
        if (_reader.Read()) throw new JsonException();
    }

    /// <summary>To the next member's name; false at the end of the object.</summary>
    private bool NextMember()
    {
        Read();
        return _reader.TokenType is JsonTokenType.PropertyName;
    }

    /// <summary>When the reader stands on this name, moves to its value.</summary>
    private bool Take(ReadOnlySpan<byte> name)
    {
        if (_reader.TokenType is not JsonTokenType.PropertyName || !_reader.ValueTextEquals(name)) return false;
        Read();
        return true;
    }

    private void SkipMember()
    {
        Read();
        _reader.Skip();
    }

    private JsonNode? Node() => JsonNode.Parse(ref _reader);

    private void Read()
    {
        if (!_reader.Read()) throw new JsonException();
    }
}
