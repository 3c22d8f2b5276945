using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// What an event says: which card, and what happened to it, never what it is like now. <see cref="Card"/> is null for
/// events that are not about a card, and when the portal did not name it; then only a sweep finds out.
/// <see cref="OtherId"/> is the id of what is no card: an activity, a comment.
/// </summary>
public sealed record PortalChange(string EventName, ChangeKind Kind, EntityRef? Card, long? OtherId)
{
    /// <summary>The event that says that the offline queue holds something.</summary>
    public const string QueueFilled = "ONOFFLINEEVENT";

    /// <summary>Names of the events about cards and activities, to be bound.</summary>
    public static IReadOnlyList<string> CardEvents { get; } =
    [
        .. from type in (string[])["LEAD", "DEAL", "CONTACT", "COMPANY"] from kind in (string[])["ADD", "UPDATE", "DELETE"] select $"ONCRM{type}{kind}",
        "ONCRMACTIVITYADD", "ONCRMACTIVITYUPDATE", "ONCRMACTIVITYDELETE",
    ];

    internal static PortalChange Read(string eventName, JsonNode? data)
    {
        var name = eventName.ToUpperInvariant();
        var id = TolerantJson.Long(TolerantJson.Member(TolerantJson.Member(data, "FIELDS"), "ID")) is { } number and > 0 ? number : (long?)null;
        EntityType? type = name switch
        {
            _ when name.StartsWith("ONCRMLEAD", StringComparison.Ordinal) => EntityType.Lead,
            _ when name.StartsWith("ONCRMDEAL", StringComparison.Ordinal) => EntityType.Deal,
            _ when name.StartsWith("ONCRMCONTACT", StringComparison.Ordinal) => EntityType.Contact,
            _ when name.StartsWith("ONCRMCOMPANY", StringComparison.Ordinal) => EntityType.Company,
            _ => null,
        };
        var kind = name switch
        {
            _ when name.Contains("USERFIELD", StringComparison.Ordinal) => ChangeKind.Other,
            _ when name.EndsWith("ADD", StringComparison.Ordinal) => ChangeKind.Added,
            _ when name.EndsWith("UPDATE", StringComparison.Ordinal) => ChangeKind.Updated,

            // No update event comes with this one.
            "ONCRMDEALMOVETOCATEGORY" => ChangeKind.Updated,
            _ when name.EndsWith("DELETE", StringComparison.Ordinal) => ChangeKind.Deleted,
            _ => ChangeKind.Other,
        };
        if (kind is ChangeKind.Other) type = null;
        return new PortalChange(name, kind, type is { } known && id is { } one ? new EntityRef(known, one) : null, type is null ? id : null);
    }
}

/// <summary>What happened to the subject of an event.</summary>
public enum ChangeKind
{
    /// <summary>Something that is no addition, change or deletion.</summary>
    Other,
    Added,
    Updated,
    Deleted,
}
