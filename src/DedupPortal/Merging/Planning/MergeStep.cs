using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// One write to the portal, as a state to be reached: whoever carries it out can tell by reading whether it has happened.
/// A record with a negative id is one that an earlier step of the same plan creates.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(UpdateRecord), "update")]
[JsonDerivedType(typeof(SetLinks), "links")]
[JsonDerivedType(typeof(CreateRecord), "create")]
[JsonDerivedType(typeof(DeleteRecord), "delete")]
[JsonDerivedType(typeof(Bind), "bind")]
[JsonDerivedType(typeof(MergeRecords), "merge")]
[JsonDerivedType(typeof(SetProductRows), "products")]
[JsonDerivedType(typeof(AddRequisite), "addRequisite")]
[JsonDerivedType(typeof(DeleteRequisite), "deleteRequisite")]
[JsonDerivedType(typeof(AddNote), "addNote")]
[JsonDerivedType(typeof(DeleteNote), "deleteNote")]
public abstract record MergeStep
{
    private MergeStep()
    {
    }

    /// <summary>The step's word in the history: <c>UpdateRecord</c>, <c>MergeRecords</c>, ….</summary>
    [JsonIgnore]
    public string Kind => GetType().Name;

    /// <summary>The record that is written; of a merge the survivor.</summary>
    [JsonIgnore]
    public abstract EntityRef? Target { get; }

    /// <summary>
    /// Fields, new entries and removed entries of a card in one call. <paramref name="Before"/> holds the former value of each
    /// written field, <paramref name="Removed"/> the entries that go.
    /// </summary>
    public sealed record UpdateRecord(
        EntityRef Record, JsonObject Fields, JsonObject Before, IReadOnlyList<MultifieldEntry> Added, IReadOnlyList<MultifieldEntry> Removed) : MergeStep
    {
        public override EntityRef? Target => Record;

        /// <summary>All entries of the card before, in order, when some are removed; needed to bring those back to their place.</summary>
        public IReadOnlyList<MultifieldEntry> Former { get; init; } = [];
    }

    /// <summary>The whole set of client links of a record: <paramref name="LinkedType"/> is Contact, or Company for a contact's companies.</summary>
    public sealed record SetLinks(EntityRef Record, EntityType LinkedType, IReadOnlyList<LinkRow> Rows, IReadOnlyList<LinkRow> Before) : MergeStep
    {
        public override EntityRef? Target => Record;
    }

    /// <summary>A new card without multifields. <paramref name="Instead"/>: the record that it stands for; null for a wholly new one.</summary>
    public sealed record CreateRecord(EntityRef Slot, JsonObject Fields, EntityRef? Instead, IReadOnlyList<MultifieldEntry> Added) : MergeStep
    {
        public override EntityRef? Target => Slot;
    }

    /// <summary>Deletes a card that the same run created.</summary>
    public sealed record DeleteRecord(EntityRef Record) : MergeStep
    {
        public override EntityRef? Target => Record;
    }

    /// <summary>Puts activities or comments on timelines and takes them off; additions go before removals.</summary>
    public sealed record Bind(BoundKind What, IReadOnlyList<BindingChange> Changes) : MergeStep
    {
        public override EntityRef? Target => Changes.Select(change => change.Add ?? change.Remove).FirstOrDefault();
    }

    /// <summary>The portal's own merge. The losers are deleted: the one step that cannot be taken back by writing.</summary>
    public sealed record MergeRecords(EntityRef Survivor, IReadOnlyList<EntityRef> Losers) : MergeStep
    {
        public override EntityRef? Target => Survivor;
    }

    /// <summary>All product rows of a lead or deal.</summary>
    public sealed record SetProductRows(EntityRef Record, IReadOnlyList<JsonObject> Rows, IReadOnlyList<JsonObject> Before) : MergeStep
    {
        public override EntityRef? Target => Record;
    }

    /// <summary>
    /// A comment on a record's timeline that says what was merged. <paramref name="Mark"/> stands in the text and tells the comment from
    /// every other one; in a plan it is <see cref="NoteText.Run"/>, in the journal the run's id.
    /// </summary>
    public sealed record AddNote(EntityRef Record, string Text, string Mark) : MergeStep
    {
        public override EntityRef? Target => Record;
    }

    /// <summary>Takes such a comment off again.</summary>
    public sealed record DeleteNote(EntityRef Record, long Id, string Text) : MergeStep
    {
        public override EntityRef? Target => Record;
    }

    /// <summary>A set of requisites with its bank details.</summary>
    public sealed record AddRequisite(EntityRef Record, RequisiteSnapshot Requisite) : MergeStep
    {
        public override EntityRef? Target => Record;
    }

    /// <summary>Deletes a set of requisites that the merge had moved to the record.</summary>
    public sealed record DeleteRequisite(EntityRef Record, RequisiteSnapshot Requisite) : MergeStep
    {
        public override EntityRef? Target => Record;
    }
}

/// <summary>What stands on timelines.</summary>
public enum BoundKind
{
    Activity = 1,
    Comment = 2,
}

/// <summary>One activity or comment: put on <paramref name="Add"/>'s timeline, taken off <paramref name="Remove"/>'s. Either may be null.</summary>
public sealed record BindingChange(long Id, EntityRef? Add, EntityRef? Remove);
