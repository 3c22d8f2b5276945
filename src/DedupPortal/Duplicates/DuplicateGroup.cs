using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Duplicates;

/// <summary>Which merge a group calls for. Names are stored.</summary>
public enum GroupKind
{
    /// <summary>Cards of one type.</summary>
    SameType = 1,

    /// <summary>Leads and contacts: the lead goes into the contact.</summary>
    LeadAndContact = 2,

    /// <summary>Any other mixture, such as a lead and a company.</summary>
    Mixed = 3,
}

/// <summary>Review state of a group. Names are stored.</summary>
public enum GroupState
{
    /// <summary>Waits for a person.</summary>
    Open = 1,

    /// <summary>"Later": open again from <see cref="DuplicateGroup.PostponedUntil"/> on.</summary>
    Postponed = 2,

    /// <summary>A person decided that the cards are different.</summary>
    NotDuplicate = 3,

    Merged = 4,

    /// <summary>The last scan no longer found it: a card vanished or changed. <see cref="DuplicateGroup.Change"/> says which.</summary>
    Gone = 5,

    /// <summary>Its cards were merged in the portal itself.</summary>
    MergedInPortal = 6,
}

/// <summary>
/// Cards of one person with the reasons for it and its review state. Later scans renew its members and score; its id and state
/// stay as long as two of its cards are still found together.
/// </summary>
public sealed class DuplicateGroup : ITenantOwned
{
    private DuplicateGroup() => ModelVersion = "";

    public DuplicateGroup(TenantId tenant, GroupId id, PortalId portal, DateTimeOffset now)
        : this()
    {
        (TenantId, Id, PortalId) = (tenant, id, portal);
        State = GroupState.Open;
        (FirstSeen, LastSeen) = (now, now);
    }

    public TenantId TenantId { get; private set; }

    public GroupId Id { get; private set; }

    public PortalId PortalId { get; private set; }

    public GroupKind Kind { get; private set; }

    /// <summary>Types of the members, ascending, each once.</summary>
    public List<EntityType> Types { get; private set; } = [];

    public GroupState State { get; private set; }

    public DateTimeOffset? PostponedUntil { get; private set; }

    /// <summary>Weight of the weakest link in bits.</summary>
    public double Bits { get; private set; }

    /// <summary>Probability of the weakest link, 0 to 1.</summary>
    public double Probability { get; private set; }

    public Classification Classification { get; private set; }

    /// <summary>Version of the weights behind the score.</summary>
    public string ModelVersion { get; private set; }

    public DateTimeOffset FirstSeen { get; private set; }

    public DateTimeOffset LastSeen { get; private set; }

    /// <summary>The scan that saw it last.</summary>
    public SyncRunId? LastRunId { get; private set; }

    /// <summary>The merge that ended it; null unless merged.</summary>
    public Guid? MergeId { get; private set; }

    /// <summary>When the state last changed.</summary>
    public DateTimeOffset StateChangedAt { get; private set; }

    /// <summary>What a scan last changed about it, as JSON: see <see cref="GroupChange"/>; null when none has since it was found.</summary>
    public string? Change { get; private set; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>PostgreSQL's row version: a decision made meanwhile by somebody else is noticed.</summary>
    public uint Version { get; private set; }

    /// <summary>Takes what a scan found. A group that was gone, or whose "later" has passed, is open again.</summary>
    public void Renew(GroupKind kind, IEnumerable<EntityType> types, GroupScore score, SyncRunId run, DateTimeOffset now)
    {
        if (State is GroupState.Merged or GroupState.NotDuplicate) throw new GroupTransitionException(State, GroupState.Open);
        Kind = kind;
        Types = [.. types.Distinct().Order()];
        (Bits, Probability, Classification, ModelVersion) = (score.Bits, score.Probability, score.Classification, score.ModelVersion);
        (LastSeen, LastRunId) = (now, run);
        if (IsAway(now)) Move(GroupState.Open, now);
    }

    /// <summary>Keeps what a scan changed; the last change takes the place of the one before.</summary>
    internal void Note(GroupChange change, DateTimeOffset now) => (Change, ChangedAt) = (GroupChange.Write(change), now);

    /// <summary>Whether being found again brings it back into the queue.</summary>
    internal bool IsAway(DateTimeOffset now) =>
        State is GroupState.Gone or GroupState.MergedInPortal || (State is GroupState.Postponed && PostponedUntil <= now);

    /// <summary>A scan no longer found it; the change says what became of its cards.</summary>
    internal void Vanish(GroupChange change, DateTimeOffset now)
    {
        Demand(GroupState.Gone, GroupState.Open, GroupState.Postponed);
        Move(GroupState.Gone, now);
        Note(change, now);
    }

    /// <summary>Its cards were merged in the portal itself.</summary>
    internal void MarkMergedInPortal(GroupChange change, DateTimeOffset now)
    {
        Demand(GroupState.MergedInPortal, GroupState.Open, GroupState.Postponed, GroupState.Gone);
        Move(GroupState.MergedInPortal, now);
        Note(change, now);
    }

    public void Postpone(DateTimeOffset until, DateTimeOffset now)
    {
        Demand(GroupState.Postponed, GroupState.Open, GroupState.Postponed);
        Move(GroupState.Postponed, now);
        PostponedUntil = until;
    }

    public void Reject(DateTimeOffset now)
    {
        Demand(GroupState.NotDuplicate, GroupState.Open, GroupState.Postponed);
        Move(GroupState.NotDuplicate, now);
    }

    public void MarkMerged(Guid merge, DateTimeOffset now)
    {
        Demand(GroupState.Merged, GroupState.Open, GroupState.Postponed, GroupState.Gone);
        Move(GroupState.Merged, now);
        MergeId = merge;
    }

    /// <summary>Open again: after an undo, a retracted decision, or at once instead of later.</summary>
    public void Reopen(DateTimeOffset now)
    {
        Demand(GroupState.Open, GroupState.Merged, GroupState.NotDuplicate, GroupState.Postponed, GroupState.Gone);
        Move(GroupState.Open, now);
    }

    private void Move(GroupState state, DateTimeOffset now)
    {
        (State, StateChangedAt, PostponedUntil) = (state, now, null);
        if (state is not GroupState.Merged) MergeId = null;
    }

    private void Demand(GroupState to, params ReadOnlySpan<GroupState> from)
    {
        if (!from.Contains(State)) throw new GroupTransitionException(State, to);
    }
}

/// <summary>What a group is worth: that of its weakest link.</summary>
public sealed record GroupScore(double Bits, double Probability, Classification Classification, string ModelVersion);

/// <summary>A group in one state was to be moved to another that cannot follow it.</summary>
public sealed class GroupTransitionException(GroupState from, GroupState to)
    : InvalidOperationException($"A duplicate group cannot go from {from} to {to}.")
{
    public GroupState From { get; } = from;

    public GroupState To { get; } = to;
}
