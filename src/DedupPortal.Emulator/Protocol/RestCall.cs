using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Faults;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Protocol;

/// <summary>One method call of one user while the portal's gate is held; list methods leave their counters here.</summary>
internal sealed class RestCall(Portal portal, Caller caller, string method, CallParameters parameters)
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

    public string Now => Portal.Clock.Now();
}
