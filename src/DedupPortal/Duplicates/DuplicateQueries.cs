using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>Reads the agency's duplicate groups.</summary>
public sealed class DuplicateQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    private const int ReasonsInQueue = 4;

    /// <summary>A page of the queue. A total that <see cref="CountsAsync"/> has told is not counted again: a search over all cards costs as much as the page.</summary>
    public async Task<GroupPage> PageAsync(DuplicateFilter filter, DuplicateSort sort, int skip, int take, CancellationToken cancellationToken, int? total = null)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var query = GroupFilter.Where(db, filter, clock.GetUtcNow());
        total ??= await query.CountAsync(cancellationToken);
        var groups = await GroupFilter.Order(query, sort).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return new GroupPage(await RowsAsync(db, groups, cancellationToken), total.Value);
    }

    /// <summary>How many groups the filter finds in each state, whatever its own state says. States without groups are 0.</summary>
    public async Task<IReadOnlyDictionary<GroupState, int>> CountsAsync(DuplicateFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var counts = await GroupFilter.Where(db, filter with { State = null }, now)
            .GroupBy(group => group.State == GroupState.Postponed && group.PostponedUntil <= now ? GroupState.Open : group.State)
            .Select(states => new { State = states.Key, Count = states.Count() }).ToDictionaryAsync(row => row.State, row => row.Count, cancellationToken);
        return Enum.GetValues<GroupState>().ToDictionary(state => state, state => counts.GetValueOrDefault(state));
    }

    /// <summary>One group in full with its neighbours in the filter and order. <see cref="NotThere"/> when it does not exist.</summary>
    public async Task<Result<GroupDetail>> FindAsync(GroupId id, DuplicateFilter filter, DuplicateSort sort, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var group = await db.Set<DuplicateGroup>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (group is null) return new NotThere();
        var row = (await RowsAsync(db, [group], cancellationToken)).Single();
        var refs = row.Members.Select(member => member.Ref).ToList();
        var records = await GroupRecords.LoadAsync(db, group.PortalId, refs, cancellationToken);
        var terms = await PortalTerms.LoadAsync(db, group.PortalId, cancellationToken);
        var links = await db.Set<GroupLink>().AsNoTracking().Where(link => link.GroupId == id).OrderByDescending(link => link.Probability).ThenByDescending(link => link.Bits).ToListAsync(cancellationToken);
        var keys = await GroupFilter.Order(GroupFilter.Where(db, filter, clock.GetUtcNow()), sort).Select(found => found.Id).ToListAsync(cancellationToken);
        var place = keys.IndexOf(id);
        return new GroupDetail(
            row,
            SideBySide.Compare([.. refs.Select(card => records.GetValueOrDefault(card))], terms),
            [.. links.Select(link => new PairView(link.First, link.Second, link.Relation, link.Bits, link.Probability, link.Classification, PairExplanation.Read(link.Explanation), PairExplanation.ReadChanges(link.Changes)))],
            await DecisionsAsync(db, group.PortalId, refs, cancellationToken),
            place > 0 ? keys[place - 1] : null,
            place >= 0 && place + 1 < keys.Count ? keys[place + 1] : null,
            place + 1,
            keys.Count);
    }

    /// <summary>The open group whose answer settles most others, of one portal or of all; null when none settles any.</summary>
    public async Task<QuestionView?> QuestionAsync(PortalId? portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await QuestionBoard.BestAsync(db, portal, clock.GetUtcNow(), cancellationToken) is not { } best) return null;
        var group = await db.Set<DuplicateGroup>().AsNoTracking().SingleAsync(row => row.Id == best.Group, cancellationToken);
        return new QuestionView((await RowsAsync(db, [group], cancellationToken)).Single(), best.Alike, best.Linked);
    }

    /// <summary>Decisions of a portal, newest first; without the retracted ones unless asked.</summary>
    public async Task<IReadOnlyList<DecisionView>> DecisionsAsync(PortalId portal, bool retracted, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<ReviewDecision>().AsNoTracking().Where(row => row.PortalId == portal && (retracted || row.RetractedAt == null))
            .OrderByDescending(row => row.DecidedAt).ThenBy(row => row.Id).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return [.. rows.Select(View)];
    }

    private static async Task<IReadOnlyList<DecisionView>> DecisionsAsync(PortalDbContext db, PortalId portal, IReadOnlyList<EntityRef> cards, CancellationToken cancellationToken)
    {
        var ids = cards.Select(card => card.Id).ToList();
        var rows = await db.Set<ReviewDecision>().AsNoTracking()
            .Where(row => row.PortalId == portal && ids.Contains(row.FirstId) && ids.Contains(row.SecondId))
            .OrderByDescending(row => row.DecidedAt).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        return [.. rows.Where(row => cards.Contains(row.First) && cards.Contains(row.Second)).Select(View)];
    }

    private static DecisionView View(ReviewDecision row) =>
        new(row.Id, row.First, row.Second, row.Verdict, row.Reason, row.AuthorName, row.DecidedAt, row.RetractedAt);

    private async Task<IReadOnlyList<GroupRow>> RowsAsync(PortalDbContext db, List<DuplicateGroup> groups, CancellationToken cancellationToken)
    {
        if (groups.Count == 0) return [];
        var ids = groups.Select(group => group.Id).ToList();
        var members = (await db.Set<GroupMember>().AsNoTracking().Where(member => ids.Contains(member.GroupId)).ToListAsync(cancellationToken)).ToLookup(member => member.GroupId);
        var strongest = (await db.Set<GroupLink>().AsNoTracking().Where(link => ids.Contains(link.GroupId)).ToListAsync(cancellationToken))
            .GroupBy(link => link.GroupId).ToDictionary(links => links.Key, links => links.MaxBy(link => link.Probability)!);
        var portals = groups.Select(group => group.PortalId).Distinct().ToList();
        var rows = new List<GroupRow>(groups.Count);
        var now = clock.GetUtcNow();
        foreach (var portal in await db.Set<Portal>().AsNoTracking().Where(portal => portals.Contains(portal.Id)).ToListAsync(cancellationToken))
        {
            var own = groups.Where(group => group.PortalId == portal.Id).ToList();
            var terms = await PortalTerms.LoadAsync(db, portal.Id, cancellationToken);
            var records = await GroupRecords.LoadAsync(db, portal.Id, [.. own.SelectMany(group => members[group.Id]).Select(member => member.Ref)], cancellationToken);
            rows.AddRange(own.Select(group => Row(group, portal, members[group.Id], strongest.GetValueOrDefault(group.Id), records, terms, now)));
        }

        return [.. rows.OrderBy(row => ids.IndexOf(row.Id))];
    }

    private static GroupRow Row(
        DuplicateGroup group, Portal portal, IEnumerable<GroupMember> members, GroupLink? strongest,
        IReadOnlyDictionary<EntityRef, MirrorRecord> records, PortalTerms terms, DateTimeOffset now)
    {
        var due = group is { State: GroupState.Postponed } && group.PostponedUntil <= now;
        var views = members
            .OrderBy(member => member.Side.HasFlag(RecordSide.Phone) ? 0 : 1).ThenByDescending(member => (int)member.Type).ThenBy(member => member.EntityId)
            .Select(member => new MemberView(
                member.Ref, member.Side, member.Origin, records.TryGetValue(member.Ref, out var record) ? terms.Card(record) : null, CardUrl(portal, member.Ref)));
        var reasons = strongest is null ? [] : PairExplanation.Read(strongest.Explanation)
            .Where(bar => bar.Feature is not Feature.Prior && Math.Abs(bar.Bits) >= 0.05).OrderByDescending(bar => bar.Bits).Take(ReasonsInQueue);
        return new GroupRow(
            group.Id, portal.Id, portal.Name, group.Kind, due ? GroupState.Open : group.State, due ? null : group.PostponedUntil,
            group.Bits, group.Probability, group.Classification, group.FirstSeen, group.LastSeen, group.MergeId, [.. views], [.. reasons],
            group.ModelVersion, GroupChange.Read(group.Change), group.ChangedAt);
    }

    /// <summary>Address of the card in the portal's own pages.</summary>
    private static string CardUrl(Portal portal, EntityRef card) =>
        (Uri.TryCreate(portal.Address, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Authority) : "https://" + portal.Host) + card.CardPath;
}
