using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>A tree from what a row's writer writes, for answers that hold a single row.</summary>
internal static class WrittenNode
{
    public static JsonNode Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, RowPage.Relaxed))
            write(writer);
        return JsonNode.Parse(buffer.WrittenSpan)!;
    }
}
