using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>
/// The calls that the portal received, for tests that want to know what was sent. Kept as text, the newest 20,000 and never more than
/// 32 MiB of them, so that a long load leaves no trace in memory.
/// </summary>
internal sealed class Journal
{
    private const int MaxEntries = 20_000;
    private const int MaxBytes = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _entries = new();
    private long _number;
    private long _bytes;

    public void Add(string method, JsonNode? parameters, int status, string? error, int? user, JsonArray? inner)
    {
        var entry = new JsonObject { ["method"] = method, ["parameters"] = parameters?.DeepClone(), ["status"] = status };
        if (error is not null)
            entry["error"] = error;
        if (user is not null)
            entry["user"] = user;
        if (inner is not null)
            entry["calls"] = inner;
        lock (_gate)
        {
            entry["number"] = ++_number;
            var bytes = Encoding.UTF8.GetBytes(entry.ToJsonString());
            _entries.Enqueue(bytes);
            _bytes += bytes.Length;
            while (_entries.Count > MaxEntries || (_bytes > MaxBytes && _entries.Count > 1))
                _bytes -= _entries.Dequeue().Length;
        }
    }

    /// <summary>A JSON array, the oldest kept call first.</summary>
    public ReadOnlyMemory<byte> List()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, RowPage.Relaxed);
        writer.WriteStartArray();
        lock (_gate)
        {
            foreach (var entry in _entries)
                writer.WriteRawValue(entry, skipInputValidation: true);
        }
        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _bytes = 0;
        }
    }
}
