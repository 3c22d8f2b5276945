using System.Buffers;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Faults;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Up to 50 calls in one request, each able to use the answers before it.</summary>
internal sealed class Batch(Dispatcher dispatcher, Caller caller, ArrayBufferWriter<byte> rows)
{
    public const int MaxLength = 50;

    private readonly Dictionary<string, CallOutcome> _done = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, CallOutcome>> _outcomes = [];

    /// <summary>The inner calls for the journal.</summary>
    public JsonArray Inner { get; } = [];

    /// <summary>The fault of an inner call that spoils the whole answer.</summary>
    public FaultRule? Transport { get; private set; }

    /// <summary>The methods that a batch with these parameters calls; none for a batch that is refused as a whole.</summary>
    public static IEnumerable<string> Methods(CallParameters parameters) =>
        Php.IsMap(parameters.Loose("cmd")) ? Php.Pairs(parameters.Loose("cmd")).Select(pair => Read(Php.Text(pair.Value)).Method) : [];

    public IReadOnlyList<KeyValuePair<string, CallOutcome>> Run(CallParameters parameters)
    {
        if (!Php.IsMap(parameters.Loose("cmd")))
            throw RestRefusalException.Code("ERROR_ARGUMENT", "Argument 'cmd' is null or empty");
        var halt = Php.Yes(parameters.Loose("halt"));
        var position = 0;
        foreach (var (key, command) in Php.Pairs(parameters.Loose("cmd")))
        {
            var outcome = One(key, Php.Text(command), ++position);
            _outcomes.Add(new(key, outcome));
            if (outcome.Refusal is null)
                _done[key] = outcome;
            else if (halt)
                break;
        }
        return _outcomes;
    }

    private CallOutcome One(string key, string? command, int position)
    {
        var (name, query) = Read(command);
        var parameters = BatchReferences.Resolve(PhpForm.Parse(query), _done);
        var entry = new JsonObject { ["key"] = key, ["method"] = name, ["parameters"] = parameters.DeepClone() };
        Inner.Add((JsonNode)entry);
        var outcome = Refusal(name, position) is { } refusal ? CallOutcome.Refused(refusal) : dispatcher.Run(caller, dispatcher.Find(name)!, new CallParameters(parameters), rows);
        if (outcome.Transport is { SpoilsAnswer: true } fault)
            Transport ??= fault;
        if (outcome.Refusal is not null)
            entry["error"] = outcome.Refusal.Description;
        return outcome;
    }

    private static (string Method, string Query) Read(string? command) =>
        (command ?? "").Split('?', 2) is [var name, var query] ? (RestEndpoint.BareName(name), query) : (RestEndpoint.BareName(command ?? ""), "");

    private RestRefusalException? Refusal(string name, int position) =>
        position > MaxLength ? RestRefusalException.Code("ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
        : string.Equals(name, "batch", StringComparison.OrdinalIgnoreCase) ? RestRefusalException.Code("ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage", 405)
        : dispatcher.Find(name) is null ? Refusals.MethodNotFound()
        : null;
}
