using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Reads a form with PHP's nesting, <c>data[FIELDS][ID]=120</c>, into objects; every leaf is a string, and an empty bracket
/// takes the next number. What comes from the network has bounds here.
/// </summary>
internal static class BracketForm
{
    private const int MostFields = 1000;
    private const int Deepest = 8;

    /// <summary>The form as an object; null when it has too many fields or nests too deeply.</summary>
    internal static JsonObject? Read(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var root = new JsonObject();
        var count = 0;
        foreach (var (name, value) in fields)
        {
            if (++count > MostFields || Path(name) is not { } path) return null;
            var node = root;
            for (var index = 0; index < path.Count - 1; index++)
            {
                var key = path[index].Length == 0 ? Next(node) : path[index];
                if (node[key] is not JsonObject inner) node[key] = inner = [];
                node = inner;
            }

            node[path[^1].Length == 0 ? Next(node) : path[^1]] = value;
        }

        return root;
    }

    private static string Next(JsonObject node) => node.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary><c>a[b][]</c> → a, b, "". A bracket that does not close is part of the name, as in PHP.</summary>
    private static List<string>? Path(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0 || name[^1] != ']') return [name];
        var path = new List<string> { name[..open] };
        foreach (var part in name[(open + 1)..^1].Split("]["))
        {
            if (part.AsSpan().ContainsAny('[', ']')) return [name];
            path.Add(part);
        }

        return path.Count <= Deepest ? path : null;
    }
}
