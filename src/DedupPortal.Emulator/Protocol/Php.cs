using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>The loose typing of the portal's language: numbers in strings, lists that are maps, empty maps that are lists.</summary>
internal static class Php
{
    public static bool IsMap(JsonNode? node) => node is JsonObject or JsonArray;

    public static string? Text(JsonNode? node) => node is not JsonValue value ? null : value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "Y",
        JsonValueKind.False => "N",
        JsonValueKind.Null => null,
        _ => value.ToJsonString(),
    };

    public static int? Int(JsonNode? node) =>
        int.TryParse(Text(node)?.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static bool Yes(JsonNode? node) => Text(node) is "Y" or "y" or "1" or "true";

    public static List<JsonNode?> Values(JsonNode? node) => node switch
    {
        JsonArray array => [.. array],
        JsonObject map => [.. map.Select(p => p.Value)],
        _ => [],
    };

    public static List<KeyValuePair<string, JsonNode?>> Pairs(JsonNode? node) => node switch
    {
        JsonArray array => [.. array.Select((v, i) => KeyValuePair.Create(Number(i), v))],
        JsonObject map => [.. map],
        _ => [],
    };

    /// <summary>A list when the keys are 0, 1, 2 … in order (so also when there are none), otherwise an object.</summary>
    public static JsonNode Map(IReadOnlyList<KeyValuePair<string, JsonNode?>> pairs)
    {
        var dense = true;
        for (var i = 0; i < pairs.Count && dense; i++)
            dense = pairs[i].Key == Number(i);
        if (dense)
            return new JsonArray([.. pairs.Select(p => p.Value?.DeepClone())]);
        var map = new JsonObject();
        foreach (var (key, value) in pairs)
            map[key] = value?.DeepClone();
        return map;
    }

    public static JsonNode MapOrEmpty(JsonObject map) => map.Count == 0 ? new JsonArray() : map;

    public static JsonArray List(IEnumerable<JsonNode?> nodes) => new([.. nodes]);
}
