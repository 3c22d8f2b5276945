using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>The calls that the portal received, for tests that want to know what was sent. Keeps the newest 20,000.</summary>
internal sealed class Journal
{
    private const int Limit = 20_000;
    private readonly Lock _gate = new();
    private readonly LinkedList<JsonObject> _entries = new();
    private long _number;

    public void Add(string method, JsonNode? parameters, int status, string? error, int? user, JsonArray? inner)
    {
        var entry = new JsonObject { ["method"] = method, ["parameters"] = parameters?.DeepClone(), ["status"] = status };
        if (error is not null)
            entry["error"] = error;
        if (user is not null)
            entry["user"] = user;
        if (inner is not null)
            entry["calls"] = inner;
        lock (_gate)
        {
            entry["number"] = ++_number;
            _entries.AddLast(entry);
            if (_entries.Count > Limit)
                _entries.RemoveFirst();
        }
    }

    public JsonArray List()
    {
        lock (_gate)
            return new JsonArray([.. _entries.Select(e => e.DeepClone())]);
    }

    public void Clear()
    {
        lock (_gate)
            _entries.Clear();
    }
}
