using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// What a merge will do, as data: the result card with the source of each value, what is lost, what moves, what undo can
/// restore, and the writes in order. Made by <see cref="MergePlanner"/>; the same snapshots and choices give the same hash.
/// </summary>
public sealed record MergePlan
{
    public required MergeMode Mode { get; init; }

    public required EntityRef Survivor { get; init; }

    /// <summary>Records that will be deleted; empty in <see cref="MergeMode.LeadIntoContact"/> and <see cref="MergeMode.SoftMerge"/>.</summary>
    public required IReadOnlyList<EntityRef> Losers { get; init; }

    /// <summary>Leads that stay and are converted.</summary>
    public required IReadOnlyList<EntityRef> ConvertedLeads { get; init; }

    /// <summary>Records that stay and are moved aside; only <see cref="MergeMode.SoftMerge"/> has any.</summary>
    public IReadOnlyList<EntityRef> Retired { get; init; } = [];

    /// <summary>Every record that takes part: the survivor, the losers, the converted leads, those moved aside.</summary>
    [JsonIgnore]
    public IReadOnlyList<EntityRef> Records => [Survivor, .. Losers, .. ConvertedLeads, .. Retired];

    /// <summary>Differences first, then by the portal's order.</summary>
    public required IReadOnlyList<FieldOutcome> Fields { get; init; }

    public required IReadOnlyList<MultifieldOutcome> Multifields { get; init; }

    public required IReadOnlyList<LostValue> Losses { get; init; }

    public required IReadOnlyList<Move> Moves { get; init; }

    public required IReadOnlyList<Reversal> Reversals { get; init; }

    public required IReadOnlyList<MergeStep> Steps { get; init; }

    /// <summary>Content hash of each snapshot that the plan was made from.</summary>
    public required IReadOnlyDictionary<string, string> SnapshotHashes { get; init; }

    /// <summary>SHA-256 over everything else in the plan, 64 hex digits: what a person approves.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Open-line codes that must lead to the survivor afterwards.</summary>
    public IReadOnlyList<string> MessengerCodes { get; init; } = [];

    /// <summary>Requests to the portal that the execution needs when nothing goes wrong, reads included.</summary>
    [JsonIgnore]
    public int Requests => PlanCost.Of(this);

    /// <summary>How well an undo could take it back.</summary>
    [JsonIgnore]
    public ReversibilityScore Reversibility => ReversibilityScore.Of(Reversals);

    internal MergePlan Sealed() => this with { Hash = MergeJson.Hash(MergeJson.Write(this with { Hash = "" })) };
}

/// <summary>A field's value in one record. <see cref="Key"/> is what <see cref="FieldChoice.Union"/> names.</summary>
public sealed record FieldCell(EntityRef Record, string Key, JsonNode? Value);

/// <summary>
/// How a field ends. <see cref="Cells"/>: one per record and value, in the order of the columns. <see cref="Sources"/>: the
/// records from which <see cref="Result"/> comes; empty when it was typed or cleared. <see cref="Differs"/>: at least two
/// records have different values, or one has none while another has.
/// </summary>
public sealed record FieldOutcome(
    string Field, string Title, string Type, FieldRule Rule, bool Differs, JsonNode? Result, IReadOnlyList<EntityRef> Sources,
    IReadOnlyList<FieldCell> Cells, bool IsChosenByHand)
{
    /// <summary>The survivorship rule that decided; null when a person or the ordinary proposal did.</summary>
    public SurvivorshipRule? By { get; init; }
}

/// <summary>
/// An entry of the united phones, e-mails, sites and messengers. <see cref="Keys"/>: every record's entry that says the same.
/// <see cref="Kept"/>: it will be on the survivor. <see cref="IsNewOnSurvivor"/>: it is not there now.
/// </summary>
public sealed record MultifieldOutcome(
    string TypeId, string ValueType, string Value, IReadOnlyList<string> Keys, IReadOnlyList<EntityRef> Records, bool Kept, bool IsNewOnSurvivor);

/// <summary>Why a value does not survive.</summary>
public enum LossReason
{
    NotChosen = 1,
    Replaced = 2,
    Cleared = 3,
    Unticked = 4,

    /// <summary>The survivor has the same phone, e-mail or text in another spelling.</summary>
    OtherSpelling = 5,

    /// <summary>The portal keeps the survivor's only: stage, creation time, author.</summary>
    NotMerged = 6,

    /// <summary>Found missing when the result was read back, though the plan expected it to survive.</summary>
    MissingAfterwards = 7,
}

/// <summary>A value that will not be on the survivor. <paramref name="Value"/> is text as the portal had it.</summary>
public sealed record LostValue(EntityRef Record, string Field, string Title, string Value, LossReason Reason);

/// <summary>What changes its place.</summary>
public enum MoveKind
{
    Activities = 1,
    Comments = 2,
    Deals = 3,
    Leads = 4,
    Companies = 5,
    Contacts = 6,
    ProductRows = 7,
    Requisites = 8,
    Chats = 9,
    Multifields = 10,
}

/// <summary>How many things of a kind go from a record to the survivor.</summary>
public sealed record Move(MoveKind Kind, EntityRef From, int Count);

/// <summary>How well undo restores something.</summary>
public enum ReversalKind
{
    Exact = 1,
    Approximate = 2,
    Impossible = 3,
}

/// <summary>What is restored, or why it is not.</summary>
public enum ReversalReason
{
    Fields = 1,
    Multifields = 2,
    Links = 3,
    Children = 4,
    Activities = 5,
    Comments = 6,
    ProductRows = 7,
    Requisites = 8,
    Stage = 9,
    Observers = 10,

    NewId = 20,
    CreationTime = 21,
    CreatedBy = 22,
    ModificationTime = 23,
    HistoryTab = 24,
    SystemTimeline = 25,
    Files = 26,
    ReadOnlyFields = 27,
    AutomationRuns = 28,
    RepeatLeadFlag = 29,
    ChatBinding = 30,
    EntryIds = 31,
    OtherChildren = 32,
}

/// <summary>One line of what undo can do. <paramref name="Count"/>: how many things it concerns; 0 when that says nothing.</summary>
public sealed record Reversal(ReversalKind Kind, ReversalReason Reason, EntityRef Record, int Count);
