using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>
/// Brings the queue to what a scan found: continues known groups, adds new ones, marks as gone what is no longer found. Written in
/// portions; running it again after a crash gives the same queue.
/// </summary>
internal sealed class GroupPublisher(IDbContextFactory<PortalDbContext> contexts, TenantId tenant, PortalId portal, SyncRunId run, TimeProvider clock)
{
    private const int Portion = 200;

    /// <param name="refs">The card at each of the engine's positions.</param>
    /// <param name="constraints">The decisions that the engine was given.</param>
    /// <param name="found">What it found.</param>
    /// <param name="version">Name of the model in use.</param>
    /// <param name="progress">Told how many groups are written, of how many.</param>
    /// <param name="touched">
    /// Cards that changed: groups without one of them that are as they were are not written. Null: all are, because a scan notes that it saw them.
    /// </param>
    /// <param name="cancellationToken">Stops between two portions.</param>
    public async Task PublishAsync(
        IReadOnlyList<EntityRef> refs, MatchConstraints constraints, MatchResult found, string version, Func<int, int, Task> progress, IReadOnlySet<EntityRef>? touched, CancellationToken cancellationToken)
    {
        await BringAsync(refs, found.Clusters, await KnownAsync(ids: null, cancellationToken), version, progress, touched, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await QuestionBoard.WriteAsync(db, tenant, portal, refs, constraints, found, clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>
    /// Brings the groups around some cards to what a followed portal says of them, with the groups that changed their state meanwhile; all others
    /// and the questions stay as they are. False, and nothing is written, when these are too many.
    /// </summary>
    /// <param name="resident">The portal, with its changes matched.</param>
    /// <param name="touched">The engine's positions of the cards whose groups may be others now.</param>
    /// <param name="version">Name of the model in use.</param>
    /// <param name="cancellationToken">Stops between two portions.</param>
    public async Task<bool> PublishPartAsync(ResidentPortal resident, IReadOnlySet<int> touched, string version, CancellationToken cancellationToken)
    {
        var cards = touched.Select(place => resident.Refs[place]).Concat(resident.Cards.News).ToHashSet();
        cards.UnionWith(await MovedAsync(resident.Matched?.LastTransition, cancellationToken));
        while (true)
        {
            if (resident.PartOf(cards.Select(resident.PlaceOf).OfType<int>().ToList(), cancellationToken) is not { } part) return false;
            cards.UnionWith(part.Places.Select(place => resident.Refs[place]));
            var known = await KnownAsync(await GroupsAsync(cards, cancellationToken), cancellationToken);
            var more = known.SelectMany(group => group.Cards).Where(card => !cards.Contains(card)).ToList();
            cards.UnionWith(more);

            // What a known group holds beside these cards may stand in another group now.
            if (more.Exists(card => resident.PlaceOf(card) is not null)) continue;
            await BringAsync(resident.Refs, part.Clusters, known, version, (_, _) => Task.CompletedTask, resident.Cards.News, cancellationToken);
            return true;
        }
    }

    private async Task BringAsync(
        IReadOnlyList<EntityRef> refs, IReadOnlyList<DuplicateCluster> found, IReadOnlyList<KnownGroup> known, string version, Func<int, int, Task> progress, IReadOnlySet<EntityRef>? touched, CancellationToken cancellationToken)
    {
        var merged = await MergedAsync(cancellationToken);
        var clusters = found.Select(cluster => merged.Ask(cluster, refs)).OfType<DuplicateCluster>().ToList();
        var plan = GroupPlanner.Continue([.. clusters.Select(cluster => Cards(refs, cluster))], known);
        var groups = known.ToDictionary(group => group.Id);
        var toWrite = clusters.Zip(plan)
            .Where(entry => touched is null || entry.Second is not { } id || !groups[id].Is(Cards(refs, entry.First), entry.First.WeakestLink) || touched.Overlaps(groups[id].Cards)).ToList();
        var total = toWrite.Count;
        var written = 0;
        foreach (var portion in toWrite.Chunk(Portion))
        {
            await WriteAsync(refs, portion, version, cancellationToken);
            written += portion.Length;
            await progress(written, total);
        }

        var continued = plan.OfType<GroupId>().ToHashSet();
        foreach (var portion in known.Where(group => !continued.Contains(group.Id) && group.State is GroupState.Open or GroupState.Postponed).Select(group => group.Id).Chunk(Portion))
            await VanishAsync(portion, cancellationToken);
    }

    /// <summary>Groups that a scan may continue; <paramref name="ids"/>: these alone.</summary>
    private async Task<IReadOnlyList<KnownGroup>> KnownAsync(IReadOnlyCollection<GroupId>? ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await db.Set<DuplicateGroup>().AsNoTracking()
            .Where(group => group.PortalId == portal && (ids == null || ids.Contains(group.Id))
                && (group.State == GroupState.Open || group.State == GroupState.Postponed || group.State == GroupState.Gone || group.State == GroupState.MergedInPortal))
            .Select(group => new { group.Id, group.FirstSeen, group.Bits, group.Probability, group.Classification, group.State }).ToListAsync(cancellationToken);
        var members = (await db.Set<GroupMember>().AsNoTracking().Where(member => member.PortalId == portal && (ids == null || ids.Contains(member.GroupId)))
            .Select(member => new { member.GroupId, member.Type, member.EntityId }).ToListAsync(cancellationToken))
            .ToLookup(member => member.GroupId, member => new EntityRef(member.Type, member.EntityId));
        return [.. groups.Select(group => new KnownGroup(group.Id, group.FirstSeen, [.. members[group.Id]]) { Bits = group.Bits, Probability = group.Probability, Classification = group.Classification, State = group.State })];
    }

    private async Task<IReadOnlyCollection<GroupId>> GroupsAsync(IEnumerable<EntityRef> cards, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = new HashSet<GroupId>();
        foreach (var ofType in cards.GroupBy(card => card.Type, card => card.Id))
        {
            var ids = ofType.ToList();
            found.UnionWith(await db.Set<GroupMember>().AsNoTracking().Where(member => member.PortalId == portal && member.Type == ofType.Key && ids.Contains(member.EntityId)).Select(member => member.GroupId).ToListAsync(cancellationToken));
        }

        return found;
    }

    /// <summary>Cards of the groups whose state a person, a merge or a scan has changed since a moment.</summary>
    internal async Task<IReadOnlyList<EntityRef>> MovedAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // A group whose state nobody has changed yet stands at the beginning of time.
        var never = default(DateTimeOffset);
        var moved = await (
            from duplicates in db.Set<DuplicateGroup>().AsNoTracking()
            where duplicates.PortalId == portal && duplicates.StateChangedAt > never && (since == null || duplicates.StateChangedAt >= since)
            join member in db.Set<GroupMember>() on duplicates.Id equals member.GroupId
            select new { member.Type, member.EntityId }).ToListAsync(cancellationToken);
        return [.. moved.Select(member => new EntityRef(member.Type, member.EntityId)).Distinct()];
    }

    private async Task<MergedCards> MergedAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await MergedCards.LoadAsync(db, portal, cancellationToken);
    }

    private async Task WriteAsync(IReadOnlyList<EntityRef> refs, (DuplicateCluster Cluster, GroupId? Group)[] portion, string version, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var known = await LockAsync(db, [.. portion.Select(entry => entry.Group).OfType<GroupId>()], cancellationToken);
        var now = clock.GetUtcNow();
        var before = await BeforeAsync(db, known.Values, now, cancellationToken);
        var fates = await CardFates.OfAsync(db, portal, [.. portion.Where(entry => entry.Group is not null).SelectMany(entry => before.TryGetValue(entry.Group!.Value, out var was) ? was.Cards.Except(Cards(refs, entry.Cluster)) : [])], cancellationToken);
        foreach (var (cluster, id) in portion)
        {
            DuplicateGroup? group = null;
            if (id is { } existing)
            {
                // Merged or rejected since the plan was made: a person was faster, and the next scan obeys.
                if (!known.TryGetValue(existing, out group) || group.State is GroupState.Merged or GroupState.NotDuplicate) continue;
            }

            if (group is null) db.Add(group = new DuplicateGroup(tenant, GroupId.New(), portal, now));
            var cards = Cards(refs, cluster);
            var weakest = cluster.WeakestLink;
            var links = cluster.Links.Select(link => Link(group.Id, refs, link)).ToList();
            group.Renew(Kind(cards), cards.Select(card => card.Type), new GroupScore(weakest.Weight, weakest.Probability, weakest.Classification, version), run, now);
            if (before.TryGetValue(group.Id, out var was) && GroupComparison.Compare(was, cards, weakest.Probability, links, fates) is { IsNews: true } change) group.Note(change, now);
            await ReplaceAsync(db, group.Id, id is not null, cancellationToken);
            db.AddRange(cluster.Members.Select(member => Member(group.Id, refs[member.Record], member)));
            db.AddRange(links);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task VanishAsync(GroupId[] ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var known = (await LockAsync(db, ids, cancellationToken)).Values.Where(group => group.State is GroupState.Open or GroupState.Postponed).ToList();
        var before = await BeforeAsync(db, known, now, cancellationToken);
        var fates = await CardFates.OfAsync(db, portal, [.. before.Values.SelectMany(was => was.Cards)], cancellationToken);
        foreach (var group in known)
        {
            var cards = before[group.Id].Cards;
            var change = new GroupChange { Lost = [.. cards.Where(fates.ContainsKey).Order().Select(card => fates[card])] };
            if (change.Lost.Any(lost => lost.Heir is { } heir && cards.Contains(heir))) group.MarkMergedInPortal(change, now);
            else group.Vanish(change, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<Dictionary<GroupId, GroupBefore>> BeforeAsync(PortalDbContext db, IReadOnlyCollection<DuplicateGroup> groups, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = groups.Select(group => group.Id).ToList();
        var cards = (await db.Set<GroupMember>().AsNoTracking().Where(member => ids.Contains(member.GroupId)).ToListAsync(cancellationToken)).ToLookup(member => member.GroupId, member => member.Ref);
        var links = (await db.Set<GroupLink>().AsNoTracking().Where(link => ids.Contains(link.GroupId)).ToListAsync(cancellationToken)).ToLookup(link => link.GroupId);
        return groups.ToDictionary(group => group.Id, group => new GroupBefore([.. cards[group.Id]], [.. links[group.Id]])
        {
            Probability = group.Probability, Away = group.IsAway(now) ? group.State : null,
        });
    }

    private static async Task<Dictionary<GroupId, DuplicateGroup>> LockAsync(PortalDbContext db, GroupId[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0) return [];
        var values = ids.Select(id => id.Value).ToArray();
        return await db.Set<DuplicateGroup>().FromSql($"select *, xmin from portal.duplicate_groups where id = any({values}) order by id for update")
            .ToDictionaryAsync(group => group.Id, cancellationToken);
    }

    private static async Task ReplaceAsync(PortalDbContext db, GroupId id, bool exists, CancellationToken cancellationToken)
    {
        if (!exists) return;
        await db.Set<GroupMember>().Where(member => member.GroupId == id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<GroupLink>().Where(link => link.GroupId == id).ExecuteDeleteAsync(cancellationToken);
    }

    private static IReadOnlyList<EntityRef> Cards(IReadOnlyList<EntityRef> refs, DuplicateCluster cluster) => [.. cluster.Members.Select(member => refs[member.Record])];

    private static GroupKind Kind(IReadOnlyList<EntityRef> cards)
    {
        var types = cards.Select(card => card.Type).Distinct().Order().ToList();
        return types switch
        {
            [_] => GroupKind.SameType,
            [EntityType.Lead, EntityType.Contact] => GroupKind.LeadAndContact,
            _ => GroupKind.Mixed,
        };
    }

    private GroupMember Member(GroupId group, EntityRef card, ClusterMember member) => new()
    {
        TenantId = tenant, GroupId = group, PortalId = portal, Type = card.Type, EntityId = card.Id, Side = member.Side, Origin = member.Origin,
    };

    private GroupLink Link(GroupId group, IReadOnlyList<EntityRef> refs, MatchScore link)
    {
        var (first, second) = (refs[link.Pair.First], refs[link.Pair.Second]);
        // A card that came after the whole matching stands behind all others, whatever its own place is.
        var turned = first > second;
        if (turned) (first, second) = (second, first);
        return new GroupLink
        {
            TenantId = tenant, GroupId = group, PortalId = portal, FirstType = first.Type, FirstId = first.Id, SecondType = second.Type, SecondId = second.Id,
            Relation = link.Relation, Bits = link.Weight, Probability = link.Probability, Classification = link.Classification,
            Explanation = PairExplanation.Write(link.Explanation, place => refs[place], turned), Changes = PairExplanation.WriteChanges(link.Changes),
        };
    }
}

