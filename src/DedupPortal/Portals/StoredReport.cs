using System.Text.Json;
using System.Text.Json.Serialization;
using DedupPortal.Bitrix24;

namespace DedupPortal.Portals;

/// <summary>The client's report as the text that is stored.</summary>
public static class StoredReport
{
    private static readonly JsonSerializerOptions s_json = new() { Converters = { new JsonStringEnumConverter(), new SetConverter() } };

    public static string Write(PortalReport report) => JsonSerializer.Serialize(report, s_json);

    /// <summary>The report; null when it was written by a version whose report had another shape: then the portal is to be checked again.</summary>
    public static PortalReport? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<PortalReport>(text, s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The serialiser writes a read-only set and cannot make one.</summary>
    private sealed class SetConverter : JsonConverter<IReadOnlySet<string>>
    {
        public override IReadOnlySet<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (JsonSerializer.Deserialize<string[]>(ref reader, options) ?? []).ToHashSet(StringComparer.Ordinal);

        public override void Write(Utf8JsonWriter writer, IReadOnlySet<string> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Order(StringComparer.Ordinal).ToArray(), options);
    }
}
