using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>
/// The rows of a list, written as JSON straight into the request's buffer: a batch of 50 pages has 2,500 of them, and a tree of nodes for
/// each would cost more than finding them.
/// </summary>
internal sealed class RowPage
{
    public static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer;
    private readonly int[] _edges;
    private readonly int _end;

    private RowPage(ArrayBufferWriter<byte> buffer, string? under, int[] edges, int end)
    {
        _buffer = buffer;
        Under = under;
        _edges = edges;
        _end = end;
    }

    /// <summary>Name of the property that holds the rows; null when they are the result itself.</summary>
    public string? Under { get; }

    /// <summary>The whole array, valid until the buffer is given back.</summary>
    public ReadOnlySpan<byte> Array => _buffer.WrittenSpan[(_edges[0] - 1).._end];

    public static RowPage Write<T>(ArrayBufferWriter<byte> buffer, string? under, IReadOnlyList<T> rows, Action<Utf8JsonWriter, T> write)
    {
        var edges = new int[rows.Count + 1];
        using var writer = new Utf8JsonWriter(buffer, Relaxed);
        var before = buffer.WrittenCount;
        writer.WriteStartArray();
        for (var i = 0; i < rows.Count; i++)
        {
            // A comma follows every row but the last; the array's bracket stands before the first.
            edges[i] = before + (int)(writer.BytesCommitted + writer.BytesPending) + (i > 0 ? 1 : 0);
            write(writer, rows[i]);
        }
        edges[^1] = before + (int)(writer.BytesCommitted + writer.BytesPending) + (rows.Count > 0 ? 1 : 0);
        writer.WriteEndArray();
        writer.Flush();
        return new RowPage(buffer, under, edges, buffer.WrittenCount);
    }

    /// <summary>One row as a tree, null beyond the last; for references from later calls of a batch.</summary>
    public JsonNode? Row(int index) =>
        index < 0 || index >= _edges.Length - 1 ? null : JsonNode.Parse(_buffer.WrittenSpan[_edges[index]..(_edges[index + 1] - 1)]);

    public JsonNode? Whole()
    {
        var rows = JsonNode.Parse(Array);
        return Under is null ? rows : new JsonObject { [Under] = rows };
    }
}
