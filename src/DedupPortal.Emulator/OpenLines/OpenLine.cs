namespace DedupPortal.Emulator.OpenLines;

/// <summary>An open channel: a line with one messenger behind it.</summary>
internal sealed record OpenLine(int Id, string Name, string Connector, string ConnectorTitle, string SourceId)
{
    public bool Active { get; init; } = true;

    /// <summary>The line looks for the client in the CRM before it makes a card.</summary>
    public bool ChecksCrm { get; init; } = true;
}
