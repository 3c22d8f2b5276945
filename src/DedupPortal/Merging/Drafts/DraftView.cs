using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;

namespace DedupPortal.Merging;

/// <summary>A record's column in the wizard. Texts are for showing; empty means unknown.</summary>
/// <param name="Ref">The record.</param>
/// <param name="Title">Name or title.</param>
/// <param name="Url">The card in the portal.</param>
/// <param name="Responsible">Name of the responsible person.</param>
/// <param name="Source">Name of the source.</param>
/// <param name="Stage">Name of the stage; empty for contacts and companies.</param>
/// <param name="CreatedAt">UTC; null when the portal gave none.</param>
/// <param name="Contacts">Phones, e-mails, sites and messengers as stored.</param>
/// <param name="Activities">How many activities and comments stand on its timeline.</param>
/// <param name="IsPriority">It is the one that survives.</param>
public sealed record RecordColumn(
    EntityRef Ref, string Title, string Url, string Responsible, string Source, string Stage, DateTimeOffset? CreatedAt,
    IReadOnlyList<MultifieldEntry> Contacts, int Activities, bool IsPriority);

/// <summary>A value in a row. <paramref name="Text"/> is for showing, <paramref name="Value"/> the portal's own.</summary>
public sealed record CellView(EntityRef Record, string Key, JsonNode? Value, string Text, bool IsTaken);

/// <summary>A field's row: differences come first; <see cref="Differs"/> false rows may be folded.</summary>
/// <param name="Field">Name for <see cref="MergeDrafts.ChooseFieldAsync"/>; for entries PHONE, EMAIL, WEB, IM.</param>
/// <param name="Title">In the portal's language.</param>
/// <param name="Type">The portal's type: string, user, crm_status, enumeration, date, ….</param>
/// <param name="Rule">How it is merged: tells whether one value is taken, several ticked, or texts joined.</param>
/// <param name="Differs">Records differ in it.</param>
/// <param name="Cells">Values per record.</param>
/// <param name="Result">The result for showing; empty when it will be empty.</param>
/// <param name="ResultValue">The result in the portal's form.</param>
/// <param name="Choice">The person's choice; null while the proposal holds.</param>
/// <param name="Options">Options of a list field.</param>
public sealed record FieldRow(
    string Field, string Title, string Type, FieldRule Rule, bool Differs, IReadOnlyList<CellView> Cells, string Result, JsonNode? ResultValue,
    FieldChoice? Choice, IReadOnlyList<FieldOption> Options)
{
    /// <summary>The survivorship rule that decided; null when a person or the ordinary proposal did.</summary>
    public SurvivorshipRule? By { get; init; }
}

/// <summary>Everything the wizard shows. Parts that the draft has not reached are empty or null.</summary>
/// <param name="Id">The draft.</param>
/// <param name="Version">To be named by the next command.</param>
/// <param name="Portal">The portal.</param>
/// <param name="PortalName">Its name.</param>
/// <param name="GroupId">The duplicate group, or null.</param>
/// <param name="Step">The furthest page that has what it needs.</param>
/// <param name="Selection">The selected records; also when they could not be read.</param>
/// <param name="ReadAt">When the records were read; null when they have not been.</param>
/// <param name="Columns">The records, the survivor first once it is known.</param>
/// <param name="Modes">All modes with what stands against them.</param>
/// <param name="Mode">The chosen mode.</param>
/// <param name="Priority">The record that survives.</param>
/// <param name="Obstacle">What stands against the plan; null when nothing does.</param>
/// <param name="Cautions">What to tell before going on.</param>
/// <param name="Rows">Fields, differences first.</param>
/// <param name="Entries">Phones, e-mails, sites, messengers with their ticks.</param>
/// <param name="Plan">The plan as things stand; null before a mode is chosen or while an obstacle stands.</param>
/// <param name="PlanHash">Hash that the final card showed; null before it.</param>
/// <param name="ManualMergeUrl">The portal's own merge page; null for different types.</param>
/// <param name="MergeId">The merge, once approved.</param>
/// <param name="Author">Who began the draft.</param>
public sealed record DraftView(
    MergeDraftId Id, int Version, PortalId Portal, string PortalName, Guid? GroupId, DraftStep Step, IReadOnlyList<EntityRef> Selection, DateTimeOffset? ReadAt,
    IReadOnlyList<RecordColumn> Columns, IReadOnlyList<ModeOption> Modes, MergeMode? Mode, EntityRef? Priority, Storage.Failure? Obstacle,
    IReadOnlyList<Caution> Cautions, IReadOnlyList<FieldRow> Rows, IReadOnlyList<MultifieldOutcome> Entries, MergePlan? Plan, string? PlanHash,
    string? ManualMergeUrl, MergeId? MergeId, string Author)
{
    /// <summary>The survivorship rules that the draft follows; null before its records were read.</summary>
    public MergePolicy? Policy { get; init; }

    /// <summary>The fields that the rules name, as the portal does.</summary>
    public IReadOnlyList<RuleField> RuleFields { get; init; } = [];

    /// <summary>Where the records that are moved aside go; null in modes that move none.</summary>
    public AsideView? Aside { get; init; }
}
