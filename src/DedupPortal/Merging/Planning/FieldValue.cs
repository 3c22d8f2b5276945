using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Merging;

/// <summary>Compares field values as the portal writes them: numbers as strings, flags in three spellings, moments in any offset.</summary>
internal static class FieldValue
{
    /// <summary>True for absent, null, "", an empty list, 0 in numbers and links, false.</summary>
    public static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonArray list => list.Count == 0,
        JsonObject map => map.Count == 0,
        _ => node.GetValueKind() switch
        {
            JsonValueKind.Null or JsonValueKind.False => true,
            JsonValueKind.String => node.GetValue<string>().Length == 0,
            JsonValueKind.Number => decimal.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == 0,
            _ => false,
        },
    };

    /// <summary>True when a portal that holds the one would hold the other after it was written. "0" and "" differ, 5 and "5" do not.</summary>
    public static bool Same(JsonNode? left, JsonNode? right)
    {
        if (IsEmpty(left) || IsEmpty(right)) return IsEmpty(left) && IsEmpty(right) || (IsZero(left) && IsEmpty(right)) || (IsZero(right) && IsEmpty(left));
        if (left is JsonArray || right is JsonArray) return SameSet(Elements(left), Elements(right));
        if (left is JsonObject || right is JsonObject) return JsonNode.DeepEquals(left, right);
        var (a, b) = (Text(left), Text(right));
        if (a == b) return true;
        if (decimal.TryParse(a, NumberStyles.Number, CultureInfo.InvariantCulture, out var x) && decimal.TryParse(b, NumberStyles.Number, CultureInfo.InvariantCulture, out var y))
            return x == y && IsPlainNumber(a) && IsPlainNumber(b);
        return IsMoment(a, out var at) && IsMoment(b, out var other) && at == other;
    }

    /// <summary>The value as text for comparison and storing: "" when empty, "Y" and "N" for true and false.</summary>
    public static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True => "Y",
            JsonValueKind.False => "N",
            JsonValueKind.Null => "",
            _ => value.ToJsonString(),
        },
        _ => MergeJson.Write(node),
    };

    /// <summary>The elements of a multiple field; a single filled value is one element.</summary>
    public static IReadOnlyList<JsonNode> Elements(JsonNode? node) => node switch
    {
        JsonArray list => [.. list.Where(element => !IsEmpty(element)).Select(element => element!)],
        _ when IsEmpty(node) => [],
        _ => [node!],
    };

    private static bool SameSet(IReadOnlyList<JsonNode> left, IReadOnlyList<JsonNode> right)
    {
        var rest = right.Select(Text).ToList();
        return left.Count == right.Count && left.All(element => rest.Remove(Text(element)));
    }

    private static bool IsZero(JsonNode? node) => Text(node) is "0" or "0.00";

    // "007" and "7" are two contract numbers although they are one number.
    private static bool IsPlainNumber(string text) => text.Length is 1 || text[0] is not '0' and not '+' || text[1] is '.';

    private static bool IsMoment(string text, out DateTimeOffset moment)
    {
        moment = default;
        return text.Length >= 10 && text[4] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
    }
}
