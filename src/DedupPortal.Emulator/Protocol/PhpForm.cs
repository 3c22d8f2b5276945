using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Turns `a[b][]=1&amp;c=2` into a tree, the way the portal's own language reads a form.</summary>
internal static class PhpForm
{
    public static JsonObject Parse(string query)
    {
        var root = new JsonObject();
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals];
            var value = equals < 0 ? "" : part[(equals + 1)..];
            Add(root, WebUtility.UrlDecode(name), WebUtility.UrlDecode(value));
        }
        return root;
    }

    public static void Add(JsonObject root, string name, string value)
    {
        var path = Path(name);
        var node = root;
        for (var i = 0; i < path.Count - 1; i++)
        {
            var key = path[i].Length == 0 ? NextIndex(node) : path[i];
            if (node[key] is not JsonObject child)
            {
                child = [];
                node[key] = child;
            }
            node = child;
        }
        node[path[^1].Length == 0 ? NextIndex(node) : path[^1]] = value;
    }

    private static List<string> Path(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0)
            return [name];
        var path = new List<string> { name[..open] };
        while (open >= 0)
        {
            var close = name.IndexOf(']', open);
            if (close < 0)
                break;
            path.Add(name[(open + 1)..close]);
            open = close + 1 < name.Length && name[close + 1] == '[' ? close + 1 : -1;
        }
        return path;
    }

    private static string NextIndex(JsonObject node)
    {
        var next = 0;
        foreach (var (key, _) in node)
        {
            if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index >= next)
                next = index + 1;
        }
        return next.ToString(CultureInfo.InvariantCulture);
    }
}
