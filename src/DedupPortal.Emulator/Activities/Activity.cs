using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Activities;

internal sealed record Binding(int TypeId, int EntityId);

internal sealed class Communication
{
    public int Id { get; set; }

    public string Type { get; set; } = "";

    public string Value { get; set; } = "";

    public int TypeId { get; set; }

    public int EntityId { get; set; }
}

/// <summary>A call, message, meeting or open-line session on the timeline of its cards.</summary>
internal sealed class Activity : IRow
{
    public const string OpenLineProvider = "IMOPENLINES_SESSION";

    public int Id { get; set; }

    public int OwnerTypeId { get; set; }

    public int OwnerId { get; set; }

    public FieldMap Values { get; set; } = new();

    public List<Binding> Bindings { get; set; } = [];

    public List<Communication> Communications { get; set; } = [];

    /// <summary>Open-line sessions only: connector, line, chat and user of the messenger joined by bars.</summary>
    public string? UserCode { get; set; }

    public int ChatId { get; set; }

    public int SessionId { get; set; }

    public string? Get(string field) => Values[field];
}
