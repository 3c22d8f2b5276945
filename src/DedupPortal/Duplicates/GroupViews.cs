using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;

namespace DedupPortal.Duplicates;

/// <summary>A card in a group. <paramref name="Card"/> is null when the portal no longer has it.</summary>
public sealed record MemberView(EntityRef Ref, RecordSide Side, TelegramOrigin Origin, MirrorCard? Card, string Url);

/// <summary>A group as the queue shows it. Members: the phone side first, then by type and id.</summary>
/// <param name="Id">Stays through later scans.</param>
/// <param name="PortalId">The portal.</param>
/// <param name="PortalName">What the agency calls it.</param>
/// <param name="Kind">Which merge it calls for.</param>
/// <param name="State">"Later" whose time has come is shown as open.</param>
/// <param name="PostponedUntil">Null unless postponed.</param>
/// <param name="Bits">Weight of the weakest link.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="Classification">Verdict of the weakest link.</param>
/// <param name="FirstSeen">UTC.</param>
/// <param name="LastSeen">UTC.</param>
/// <param name="MergeId">The merge that ended it, or null.</param>
/// <param name="Members">The cards.</param>
/// <param name="Reasons">Bars of the strongest link, greatest weight first, without prior and silent bars: what the queue quotes.</param>
/// <param name="ModelVersion">Version of the weights behind the score.</param>
/// <param name="Change">What a scan last changed about it; null when none has.</param>
/// <param name="ChangedAt">When; null as above.</param>
public sealed record GroupRow(
    GroupId Id, PortalId PortalId, string PortalName, GroupKind Kind, GroupState State, DateTimeOffset? PostponedUntil,
    double Bits, double Probability, Classification Classification, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, Guid? MergeId,
    IReadOnlyList<MemberView> Members, IReadOnlyList<ExplanationBar> Reasons, string ModelVersion = "", GroupChange? Change = null, DateTimeOffset? ChangedAt = null);

/// <summary>A page of the queue and how many groups the filter finds in all.</summary>
public sealed record GroupPage(IReadOnlyList<GroupRow> Groups, int Total);

/// <summary>One pair of a group with the whole waterfall, in its order, and what would change its verdict, the least change first.</summary>
public sealed record PairView(
    EntityRef First, EntityRef Second, PairRelation Relation, double Bits, double Probability, Classification Classification, IReadOnlyList<ExplanationBar> Bars,
    IReadOnlyList<VerdictChange> Changes);

/// <summary>
/// One field of the cards next to each other. <paramref name="Key"/> is the portal's field name as in <c>crm.item.*</c>;
/// <paramref name="Label"/> the portal's own label of a custom field, null for standard ones. <paramref name="Values"/>: one list of
/// texts per member, in the order of the members, empty where the card has none. <paramref name="Differs"/>: at least two filled
/// cards disagree.
/// </summary>
public sealed record FieldRow(string Key, string? Label, IReadOnlyList<IReadOnlyList<string>> Values, bool Differs);

/// <summary>A decision as pages show it.</summary>
public sealed record DecisionView(
    DecisionId Id, EntityRef First, EntityRef Second, ReviewVerdict Verdict, string Reason, string AuthorName, DateTimeOffset DecidedAt, DateTimeOffset? RetractedAt);

/// <summary>One group in full, and its neighbours in the current filter and order.</summary>
/// <param name="Group">As in the queue.</param>
/// <param name="Fields">Filled fields, those that differ first.</param>
/// <param name="Pairs">Strongest first.</param>
/// <param name="Decisions">About pairs of its cards, newest first, retracted ones too.</param>
/// <param name="Previous">Null at the beginning, and when the group itself is not in the filter.</param>
/// <param name="Next">Null at the end.</param>
/// <param name="Position">Place in the filter from 1; 0 when it is not in it.</param>
/// <param name="Total">Groups in the filter.</param>
public sealed record GroupDetail(
    GroupRow Group, IReadOnlyList<FieldRow> Fields, IReadOnlyList<PairView> Pairs, IReadOnlyList<DecisionView> Decisions,
    GroupId? Previous, GroupId? Next, int Position, int Total);
