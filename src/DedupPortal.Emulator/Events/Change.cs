using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Crm;

namespace DedupPortal.Emulator.Events;

/// <summary>Something happened to one object of the CRM: the event's name and the object's id, nothing more, as the portal tells it.</summary>
internal sealed record Change(string Event, int Id)
{
    /// <summary>What goes along with the id; null for all but a deal's move to another pipeline.</summary>
    public IReadOnlyDictionary<string, string>? Beside { get; init; }

    public static Change Added(EntityType type, int id) => new($"ONCRM{type.Symbol}ADD", id);

    public static Change Updated(EntityType type, int id) => new($"ONCRM{type.Symbol}UPDATE", id);

    public static Change Deleted(EntityType type, int id) => new($"ONCRM{type.Symbol}DELETE", id);
}

/// <summary>Who did it. A robot has no session: its events carry no tokens.</summary>
internal sealed record Actor(PortalUser User, bool Robot, string? ClientId, string Connector);
