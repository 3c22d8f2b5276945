using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Faults;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Up to 50 calls in one request, each able to use the answers before it.</summary>
internal sealed class Batch(Dispatcher dispatcher, Caller caller)
{
    public const int MaxLength = 50;

    private readonly List<KeyValuePair<string, JsonNode?>> _results = [];
    private readonly List<KeyValuePair<string, JsonNode?>> _errors = [];
    private readonly List<KeyValuePair<string, JsonNode?>> _totals = [];
    private readonly List<KeyValuePair<string, JsonNode?>> _nexts = [];
    private readonly List<KeyValuePair<string, JsonNode?>> _times = [];
    private readonly Dictionary<string, JsonNode?> _byKey = new(StringComparer.Ordinal);

    /// <summary>The inner calls for the journal.</summary>
    public JsonArray Inner { get; } = [];

    /// <summary>The fault of an inner call that spoils the whole answer.</summary>
    public FaultRule? Transport { get; private set; }

    public JsonObject Run(CallParameters parameters)
    {
        if (!Php.IsMap(parameters.Loose("cmd")))
            throw RestRefusalException.Code("ERROR_ARGUMENT", "Argument 'cmd' is null or empty");
        var halt = Php.Yes(parameters.Loose("halt"));
        var position = 0;
        foreach (var (key, command) in Php.Pairs(parameters.Loose("cmd")))
        {
            position++;
            if (!One(key, Php.Text(command) ?? "", position) && halt)
                break;
        }
        return new JsonObject
        {
            ["result"] = Php.Map(_results),
            ["result_error"] = Php.Map(_errors),
            ["result_total"] = Php.Map(_totals),
            ["result_next"] = Php.Map(_nexts),
            ["result_time"] = Php.Map(_times),
        };
    }

    private bool One(string key, string command, int position)
    {
        var question = command.IndexOf('?', StringComparison.Ordinal);
        var name = RestEndpoint.BareName(question < 0 ? command : command[..question]);
        var parameters = BatchReferences.Resolve(PhpForm.Parse(question < 0 ? "" : command[(question + 1)..]), _byKey);
        var entry = new JsonObject { ["key"] = key, ["method"] = name, ["parameters"] = parameters.DeepClone() };
        Inner.Add((JsonNode)entry);
        if (position > MaxLength)
            return Refuse(key, entry, RestRefusalException.Code("ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded"));
        if (string.Equals(name, "batch", StringComparison.OrdinalIgnoreCase))
            return Refuse(key, entry, RestRefusalException.Code("ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage", 405));
        if (dispatcher.Find(name) is not { } method)
            return Refuse(key, entry, Refusals.MethodNotFound());

        var outcome = dispatcher.Run(caller, method, new CallParameters(parameters));
        if (outcome.Transport?.Kind is "lost504" or "dropAfter" or "truncate" or "slow")
            Transport ??= outcome.Transport;
        if (outcome.Refusal is { } refusal)
            return Refuse(key, entry, refusal);
        _results.Add(new(key, outcome.Result));
        _byKey[key] = outcome.Result;
        if (outcome.Total is { } total)
            _totals.Add(new(key, total));
        if (outcome.Next is { } next)
            _nexts.Add(new(key, next));
        _times.Add(new(key, outcome.Time));
        return true;
    }

    private bool Refuse(string key, JsonObject entry, RestRefusalException refusal)
    {
        var body = refusal.ToJson();
        // Inside a batch a missing scope comes without a description.
        if (Php.Text(body["error"]) == "insufficient_scope")
            body["error_description"] = "";
        entry["error"] = refusal.Description;
        _errors.Add(new(key, body));
        return false;
    }
}
