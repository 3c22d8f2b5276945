using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Writes a tree as `a[b][c]=d`, every leaf a text; empty maps and nulls are left out, as the portal's own language does.</summary>
internal static class PhpFormWriter
{
    public static FormUrlEncodedContent Content(JsonObject tree) => new(Pairs(tree));

    public static List<KeyValuePair<string, string>> Pairs(JsonObject tree)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var (key, value) in tree)
            Add(pairs, key, value);
        return pairs;
    }

    private static void Add(List<KeyValuePair<string, string>> pairs, string name, JsonNode? node)
    {
        if (Php.IsMap(node))
        {
            foreach (var (key, value) in Php.Pairs(node))
                Add(pairs, $"{name}[{key}]", value);
        }
        else if (Php.Text(node) is { } text)
        {
            pairs.Add(new(name, text));
        }
    }
}
