using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Up to 50 rows of a list in ascending order of ids, as views of the answer that brought them. Valid until the next page
/// is asked for: after that its rows throw <see cref="ObjectDisposedException"/>. <see cref="LastId"/> is the id of the
/// last row, or where the reading began if the page is empty.
/// </summary>
public sealed class RowPage
{
    /// <summary>Rows of a full page; a shorter one is the last. Source: Bitrix24 REST documentation, list methods.</summary>
    public const int FullPage = 50;

    private readonly ReadOnlyMemory<RowSlice> _rows;
    private AnswerBody? _body;

    internal RowPage(AnswerBody body, ReadOnlyMemory<RowSlice> rows, long lastId, int? total)
    {
        _body = body;
        _rows = rows;
        LastId = lastId;
        Total = total;
    }

    public int Count => _rows.Length;

    public long LastId { get; }

    /// <summary>How many rows the portal counted above the starting id when the reading began; null when it did not say.</summary>
    public int? Total { get; }

    /// <summary>
    /// Whether the next page comes with another answer. Who writes down what was read before asking on loses the least when it falls over.
    /// </summary>
    public bool EndsAnswer { get; internal set; }

    /// <summary>The last id of all pages that came with the same answer.</summary>
    public long AnswerLastId { get; internal set; }

    public CrmRow this[int index] => new(this, _rows.Span[index]);

    /// <summary>The rows, for <c>foreach</c>.</summary>
    public IEnumerable<CrmRow> Rows
    {
        get
        {
            for (var index = 0; index < Count; index++) yield return this[index];
        }
    }

    internal ReadOnlyMemory<byte> Bytes(RowSlice row) => (_body ?? throw new ObjectDisposedException(nameof(RowPage))).Json.Slice(row.Start, row.Length);

    internal void Close() => _body = null;
}

/// <summary>Where a row stands in its answer.</summary>
internal readonly record struct RowSlice(int Start, int Length, long Id);

/// <summary>One row of a page, as the portal sent it. Valid as long as its page.</summary>
public readonly struct CrmRow
{
    private readonly RowPage _page;
    private readonly RowSlice _slice;

    internal CrmRow(RowPage page, RowSlice slice)
    {
        _page = page;
        _slice = slice;
    }

    public long Id => _slice.Id;

    /// <summary>The row as UTF-8 JSON, one object; well-formed. For a <see cref="System.Text.Json.Utf8JsonReader"/> and for hashing.</summary>
    public ReadOnlyMemory<byte> Utf8 => _page.Bytes(_slice);

    /// <summary>The row as an object of its own, which outlives the page. Throws <see cref="System.Text.Json.JsonException"/> when a field stands in it twice.</summary>
    public JsonObject ToObject() => (JsonObject)JsonNode.Parse(Utf8.Span, documentOptions: AnswerReader.Strict)!;
}
