using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Puts earlier answers of a batch in the place of `$result[key][field]…`; what is missing becomes empty.</summary>
internal static partial class BatchReferences
{
    public static JsonObject Resolve(JsonObject parameters, IReadOnlyDictionary<string, CallOutcome> results)
    {
        var resolved = new JsonObject();
        foreach (var (key, value) in parameters)
            resolved[key] = Resolve(value, results);
        return resolved;
    }

    private static JsonNode? Resolve(JsonNode? node, IReadOnlyDictionary<string, CallOutcome> results)
    {
        if (node is JsonObject map)
            return Resolve(map, results);
        if (Php.Text(node) is not { } text || !text.Contains("$result", StringComparison.Ordinal))
            return node?.DeepClone();
        if (Reference().Match(text) is { Success: true, Index: 0 } whole && whole.Length == text.Length)
        {
            var found = Look(whole.Groups["path"].Value, results);
            return Php.IsMap(found) ? found!.DeepClone() : Php.Text(found) ?? "";
        }
        return Reference().Replace(text, m => Php.Text(Look(m.Groups["path"].Value, results)) ?? "");
    }

    private static JsonNode? Look(string path, IReadOnlyDictionary<string, CallOutcome> results)
    {
        var keys = Step().Matches(path).Select(m => m.Groups["key"].Value).ToList();
        return keys.Count > 0 && results.TryGetValue(keys[0], out var outcome) ? outcome.Look(keys[1..]) : null;
    }

    [GeneratedRegex(@"\$result(?<path>(\[[^\]]*\])+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\[(?<key>[^\]]*)\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Step();
}
