using System.Text.Json.Nodes;
using DedupPortal.Emulator.Faults;

namespace DedupPortal.Emulator.Protocol;

/// <summary>What one method call came to: an answer or a refusal, and the transport fault that is to spoil it.</summary>
internal sealed record CallOutcome(JsonNode? Result, RestRefusalException? Refusal, CallTime Time)
{
    /// <summary>The answer of a list; then <see cref="Result"/> is null.</summary>
    public RowPage? Rows { get; init; }

    public int? Total { get; init; }

    public int? Next { get; init; }

    public FaultRule? Transport { get; init; }

    public static CallOutcome Refused(RestRefusalException refusal) => new(Result: null, refusal, default);

    /// <summary>The value under these keys, null when there is none.</summary>
    public JsonNode? Look(IReadOnlyList<string> keys)
    {
        if (Rows is null)
            return Walk(Result, keys);
        var depth = Rows.Under is null ? 0 : 1;
        if (keys.Count <= depth)
            return Walk(Rows.Whole(), keys);
        return (depth == 0 || keys[0] == Rows.Under) && Php.Int(keys[depth]) is { } index ? Walk(Rows.Row(index), [.. keys.Skip(depth + 1)]) : null;
    }

    private static JsonNode? Walk(JsonNode? node, IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
        {
            node = node switch
            {
                JsonObject map => map[key],
                JsonArray list when Php.Int(key) is { } index && index >= 0 && index < list.Count => list[index],
                _ => null,
            };
        }
        return node;
    }
}

/// <summary>The gateway in front of the portal dies before the call is executed.</summary>
internal sealed class TransportFaultException(FaultRule rule) : Exception(rule.Kind)
{
    public FaultRule Rule { get; } = rule;
}
