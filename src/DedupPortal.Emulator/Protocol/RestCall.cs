using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Faults;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Protocol;

/// <summary>One method call of one user while the portal's gate is held; list methods leave their counters here.</summary>
internal sealed class RestCall(Portal portal, Caller caller, string method, CallParameters parameters, ArrayBufferWriter<byte> rows)
{
    public Portal Portal { get; } = portal;

    public PortalState State => Portal.State;

    public Caller Caller { get; } = caller;

    public PortalUser User => Caller.User;

    public string Method { get; } = method;

    public CallParameters Parameters { get; } = parameters;

    /// <summary>A planned misbehaviour of this very call that the method itself has to play.</summary>
    public FaultRule? Fault { get; init; }

    /// <summary>What this call has changed; told to the applications when it succeeds.</summary>
    public List<Change> Changes { get; } = [];

    public Actor Actor => new(User, Caller.Robot, Caller.Application?.ClientId, Parameters.Text("auth_connector") is { Length: > 0 } own ? own : Caller.Connector);

    public void Tell(Change change) => Changes.Add(change);

    public int? Total { get; set; }

    public int? Next { get; set; }

    /// <summary>The rows of a list, written while the gate is held so that no later change shows in them.</summary>
    public RowPage? Rows { get; private set; }

    /// <summary>Answers with rows instead of a tree; <paramref name="under"/> names the property that holds them. Always null, to be returned.</summary>
    public JsonNode? Answer<T>(string? under, IReadOnlyList<T> page, Action<Utf8JsonWriter, T> write)
    {
        Rows = RowPage.Write(rows, under, page, write);
        return null;
    }

    public string Now => Portal.Clock.Now();
}
