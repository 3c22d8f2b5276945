using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.OAuth;
using DedupPortal.Emulator.OpenLines;
using DedupPortal.Emulator.Placements;
using DedupPortal.Emulator.Timeline;

namespace DedupPortal.Emulator.Storage;

/// <summary>Everything the portal remembers, in the shape of the state file.</summary>
internal sealed class PortalState
{
    public string Name { get; set; } = "";

    public List<PortalUser> Users { get; set; } = [];

    public List<Webhook> Webhooks { get; set; } = [];

    /// <summary>The portal's identity for applications; stays when its address changes.</summary>
    public string MemberId { get; set; } = "";

    public PortalProfile Profile { get; set; } = new();

    public List<Application> Applications { get; set; } = [];

    public Grants Grants { get; set; } = new();

    public EventState Events { get; set; } = new();

    public List<Placement> Placements { get; set; } = [];

    public List<CrmStatus> Statuses { get; set; } = [];

    public List<DealCategory> Categories { get; set; } = [];

    public List<OpenLine> Lines { get; set; } = [];

    public Table<CrmRecord> Leads { get; set; } = new();

    public Table<CrmRecord> Deals { get; set; } = new();

    public Table<CrmRecord> Contacts { get; set; } = new();

    public Table<CrmRecord> Companies { get; set; } = new();

    public Table<Activity> Activities { get; set; } = new();

    public Table<Comment> Comments { get; set; } = new();

    public Table<Requisite> Requisites { get; set; } = new();

    public List<HistoryEntry> History { get; set; } = [];

    public int LastMultifieldId { get; set; } = 900;

    public int LastProductRowId { get; set; }

    public int LastChatId { get; set; } = 1700;

    public int LastSessionId { get; set; } = 300;

    public JsonArray Truth { get; set; } = [];

    [JsonIgnore]
    public CompanyContacts CompanyContacts { get; } = new();

    [JsonIgnore]
    public ActivityIndex ActivityIndex { get; } = new();

    public Table<CrmRecord> Of(EntityType type) => type.Id switch
    {
        EntityType.LeadId => Leads,
        EntityType.DealId => Deals,
        EntityType.ContactId => Contacts,
        _ => Companies,
    };

    public CrmRecord? Find(int typeId, int id) => EntityType.Find(typeId) is { } type ? Of(type).Find(id) : null;
}
