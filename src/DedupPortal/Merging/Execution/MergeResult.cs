using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Where an open-line code leads after the run. <paramref name="OpenElsewhere"/>: open records besides the survivor that hold it too.</summary>
public sealed record LinkCheck(string Connector, string Line, bool IsOnSurvivor, IReadOnlyList<EntityRef> OpenElsewhere, IReadOnlyList<EntityRef> ClosedElsewhere)
{
    /// <summary>True when the next message of the chat lands on the survivor.</summary>
    public bool IsHealed => IsOnSurvivor && OpenElsewhere.Count == 0;
}

/// <summary>What reading back showed to be other than planned: <paramref name="Field"/> of <paramref name="Record"/>.</summary>
public sealed record Deviation(EntityRef Record, string Field, string Expected, string Found);

/// <summary>How a run ended, as read back from the portal.</summary>
/// <param name="Survivor">The surviving record; of an undo the record that was the survivor.</param>
/// <param name="Links">One per open-line code; empty when there is none. Null: it could not be looked up.</param>
/// <param name="Deviations">Empty when everything is as planned.</param>
/// <param name="Created">Old record → the card that an undo made in its place.</param>
/// <param name="Kept">What an undo left alone because somebody had changed it since the merge.</param>
public sealed record MergeResult(
    EntityRef Survivor, IReadOnlyList<LinkCheck>? Links, IReadOnlyList<Deviation> Deviations,
    IReadOnlyDictionary<string, string> Created, IReadOnlyList<string> Kept);
