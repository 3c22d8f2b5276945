using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>What a caller sent, query and body merged.</summary>
internal sealed class CallParameters(JsonObject root)
{
    public JsonObject Root { get; } = root;

    /// <summary>The value under exactly this name.</summary>
    public JsonNode? this[string name] => Root[name];

    /// <summary>The value under this name in any letter case, as the old CRM methods accept it.</summary>
    public JsonNode? Loose(string name)
    {
        if (Root.TryGetPropertyValue(name, out var exact))
            return exact;
        foreach (var (key, value) in Root)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        return null;
    }

    public int? Int(string name) => Php.Int(Loose(name));

    public string? Text(string name) => Php.Text(Loose(name));

    public int Required(string name) => Php.Int(Root[name]) ?? throw RestRefusalException.Missing(name);
}
