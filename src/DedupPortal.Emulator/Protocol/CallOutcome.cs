using System.Text.Json.Nodes;
using DedupPortal.Emulator.Faults;

namespace DedupPortal.Emulator.Protocol;

/// <summary>What one method call came to: an answer or a refusal, and the transport fault that is to spoil it.</summary>
internal sealed record CallOutcome(JsonNode? Result, RestRefusalException? Refusal, int? Total, int? Next, JsonObject Time)
{
    public FaultRule? Transport { get; init; }
}

/// <summary>The gateway in front of the portal dies before the call is executed.</summary>
internal sealed class TransportFaultException(FaultRule rule) : Exception(rule.Kind)
{
    public FaultRule Rule { get; } = rule;
}
