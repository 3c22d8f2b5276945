using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>The wizard's pages, in order.</summary>
public enum DraftStep
{
    Select = 1,
    Mode = 2,
    Preflight = 3,
    Values = 4,
    Final = 5,
    Approved = 6,
}

/// <summary>
/// A wizard's state, kept on the server so that a lost connection loses nothing: what is selected, the mode, the priority record,
/// each field's choice, and what was read from the portal to choose from. <see cref="Version"/> grows with every change; a
/// command that names another version fails.
/// </summary>
public sealed class MergeDraft : ITenantOwned
{
    public const int LargestSelection = 10;

    private MergeDraft() => (Records, AuthorName, ChoicesText) = ([], "", "{}");

    internal MergeDraft(TenantId tenant, MergeDraftId id, PortalId portal, Guid? group, IEnumerable<EntityRef> records, Actor author, DateTimeOffset now)
        : this()
    {
        (TenantId, Id, PortalId, GroupId) = (tenant, id, portal, group);
        (AuthorId, AuthorName, CreatedAt) = (author.AccountId, author.Name, now);
        Step = DraftStep.Select;
        Records = [.. records.Select(record => record.ToString())];
        Changed(now);
    }

    public TenantId TenantId { get; private set; }

    public MergeDraftId Id { get; private set; }

    public PortalId PortalId { get; private set; }

    public Guid? GroupId { get; private set; }

    /// <summary>The furthest page that has what it needs.</summary>
    public DraftStep Step { get; private set; }

    public List<string> Records { get; private set; }

    public MergeMode? Mode { get; private set; }

    /// <summary>The record that survives; null before it is chosen or proposed.</summary>
    public string? Priority { get; private set; }

    /// <summary>Choices by field as JSON text.</summary>
    public string ChoicesText { get; private set; }

    /// <summary><see cref="PortalReading"/> as JSON text: what the person sees and decides upon; null before it was read.</summary>
    public string? ReadingText { get; private set; }

    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>Hash of the plan that the last page showed.</summary>
    public string? PlanHash { get; private set; }

    public MergeId? MergeId { get; private set; }

    public Guid? AuthorId { get; private set; }

    public string AuthorName { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    public int Version { get; private set; }

    internal IReadOnlyList<EntityRef> Selection => [.. Records.Select(Parse)];

    internal EntityRef? PriorityRef => Priority is null ? null : Parse(Priority);

    internal PortalReading? Reading => ReadingText is null ? null : MergeJson.Read<PortalReading>(ReadingText);

    internal IReadOnlyDictionary<string, FieldChoice> Choices => MergeJson.Read<Dictionary<string, FieldChoice>>(ChoicesText);

    /// <summary>Another selection: everything decided later no longer holds.</summary>
    internal void Select(IEnumerable<EntityRef> records, DateTimeOffset now)
    {
        Records = [.. records.Select(record => record.ToString())];
        (Step, Mode, Priority, ChoicesText, ReadingText, ReadAt, PlanHash) = (DraftStep.Select, null, null, "{}", null, null, null);
        Changed(now);
    }

    internal void TakeReading(PortalReading reading, DraftStep step, DateTimeOffset now)
    {
        (ReadingText, ReadAt, PlanHash) = (MergeJson.Write(reading), now, null);
        Step = step;
        Changed(now);
    }

    internal void ChooseMode(MergeMode mode, EntityRef priority, DateTimeOffset now)
    {
        // Choices made under another mode speak of other columns.
        if (Mode != mode) ChoicesText = "{}";
        (Mode, Priority, PlanHash, Step) = (mode, priority.ToString(), null, DraftStep.Preflight);
        Changed(now);
    }

    internal void ChoosePriority(EntityRef priority, DateTimeOffset now)
    {
        (Priority, PlanHash) = (priority.ToString(), null);
        if (Step > DraftStep.Values) Step = DraftStep.Values;
        Changed(now);
    }

    internal void Choose(string field, FieldChoice? choice, DateTimeOffset now)
    {
        var choices = new SortedDictionary<string, FieldChoice>(Choices.ToDictionary(), StringComparer.Ordinal);
        if (choice is null) choices.Remove(field);
        else choices[field] = choice;
        (ChoicesText, PlanHash) = (MergeJson.Write(choices), null);
        if (Step > DraftStep.Values) Step = DraftStep.Values;
        Changed(now);
    }

    internal void Review(string planHash, DateTimeOffset now)
    {
        (PlanHash, Step) = (planHash, DraftStep.Final);
        Changed(now);
    }

    internal void Approve(MergeId merge, DateTimeOffset now)
    {
        (MergeId, Step) = (merge, DraftStep.Approved);
        Changed(now);
    }

    private void Changed(DateTimeOffset now)
    {
        if (MergeId is not null && Step is not DraftStep.Approved) throw new InvalidOperationException("An approved draft does not change any more.");
        ChangedAt = now;
        Version++;
    }

    private static EntityRef Parse(string text) =>
        EntityRef.TryParse(text, out var record) ? record : throw new InvalidOperationException("A stored record reference is broken.");
}
