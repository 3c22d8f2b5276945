using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Mirror;

/// <summary>What is read of a portal, as calls.</summary>
internal static class PortalListings
{
    private static readonly string[] s_activityFields =
        ["ID", "OWNER_ID", "OWNER_TYPE_ID", "TYPE_ID", "PROVIDER_ID", "DIRECTION", "START_TIME", "CREATED", "COMMUNICATIONS"];

    /// <summary>The lists that are read by pages, in order.</summary>
    public static readonly IReadOnlyList<SyncListing> Paged =
        [SyncListing.Companies, SyncListing.Contacts, SyncListing.Leads, SyncListing.Deals, SyncListing.OutgoingActivities, SyncListing.OpenLineSessions];

    /// <summary>The type of the list's cards; null for activities.</summary>
    public static EntityType? TypeOf(SyncListing listing) => listing switch
    {
        SyncListing.Companies => EntityType.Company,
        SyncListing.Contacts => EntityType.Contact,
        SyncListing.Leads => EntityType.Lead,
        SyncListing.Deals => EntityType.Deal,
        _ => null,
    };

    /// <summary>What the activities of a list are evidence of. Throws for a list of cards.</summary>
    public static MirrorActivityKind KindOf(SyncListing listing) => listing switch
    {
        SyncListing.OutgoingActivities => MirrorActivityKind.OutgoingToPhone,
        SyncListing.OpenLineSessions => MirrorActivityKind.OpenLineSession,
        _ => throw new ArgumentOutOfRangeException(nameof(listing), listing, "Not a list of activities."),
    };

    public static CrmListing Pages(SyncListing listing) => TypeOf(listing) is { } type
        ? CrmListing.UniversalCards(type, ["*"])
        : CrmListing.Activities(s_activityFields, Filter(listing));

    /// <summary>The cards of a list that were changed at a moment or later, by the portal's clock.</summary>
    public static CrmListing ChangedSince(SyncListing listing, DateTimeOffset since) => CrmListing.UniversalCards(
        TypeOf(listing) ?? throw new ArgumentOutOfRangeException(nameof(listing), listing, "Not a list of cards."), ["*"],
        new JsonObject { [">=updatedTime"] = since.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture) });

    /// <summary>A call whose answer's total says how many rows the list has; by id, because without an order a portal sorts by time.</summary>
    public static BitrixCall Count(SyncListing listing) => TypeOf(listing) is { } type
        ? new BitrixCall("crm.item.list", new JsonObject { ["entityTypeId"] = (int)type, ["order"] = new JsonObject { ["id"] = "ASC" }, ["select"] = new JsonArray("id"), ["start"] = 0 })
        : new BitrixCall("crm.activity.list", new JsonObject { ["filter"] = Filter(listing), ["order"] = new JsonObject { ["ID"] = "ASC" }, ["select"] = new JsonArray("ID"), ["start"] = 0 });

    // 2 is a call, 6 an activity of a provider (SMS, WhatsApp, …); e-mails go to no phone and are many.
    private static JsonObject Filter(SyncListing listing) => listing is SyncListing.OutgoingActivities
        ? new JsonObject { ["DIRECTION"] = "2", ["TYPE_ID"] = new JsonArray("2", "6") }
        : new JsonObject { ["PROVIDER_ID"] = "IMOPENLINES_SESSION" };
}
