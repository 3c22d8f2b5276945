using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>Details of a contact or company (tax number and the like).</summary>
internal sealed class Requisite : IRow
{
    public int Id { get; set; }

    public int TypeId { get; set; }

    public int EntityId { get; set; }

    public Dictionary<string, string> Values { get; set; } = [];
}
