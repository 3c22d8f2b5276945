using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Reads JSON as PHP writes it: numbers as strings, an empty map as <c>[]</c>, a list with gaps as an object keyed by
/// position.
/// </summary>
internal static class TolerantJson
{
    internal static string? Text(JsonNode? node)
    {
        if (node is not JsonValue value) return null;
        return value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True => "Y",
            JsonValueKind.False => "N",
            _ => value.ToJsonString(),
        };
    }

    internal static long? Long(JsonNode? node) =>
        long.TryParse(Text(node), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static int? Int(JsonNode? node) =>
        int.TryParse(Text(node), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static double? Double(JsonNode? node) =>
        double.TryParse(Text(node), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>True for true, "true", 1, "1", "Y"; false for everything else.</summary>
    internal static bool Flag(JsonNode? node) => Text(node) is "Y" or "y" or "1" or "true";

    /// <summary>A moment given as Unix seconds; null when absent or beyond the calendar.</summary>
    internal static DateTimeOffset? UnixMoment(JsonNode? node) =>
        Double(node) is { } seconds and > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    /// <summary>The member of a map; null for a missing one and for every node that is not an object, an empty list above all.</summary>
    internal static JsonNode? Member(JsonNode? node, string name) => (node as JsonObject)?[name];

    /// <summary>
    /// The rows of a list, whether it came as an array or as an object keyed by position; none for null. Null when the
    /// node is no list, or an element of it is no object.
    /// </summary>
    internal static IReadOnlyList<JsonObject>? Rows(JsonNode? node)
    {
        var nodes = node switch
        {
            null => [],
            JsonArray array => array.ToArray(),
            JsonObject map => [.. map.Select(pair => pair.Value)],
            _ => null,
        };
        return nodes is null || Array.Exists(nodes, row => row is not JsonObject) ? null : Array.ConvertAll(nodes, row => (JsonObject)row!);
    }
}
