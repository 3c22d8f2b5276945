using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>
/// A merge that ends a group: its id, the cards that went into one, who approved it, and whether the group was one of many that were
/// approved at once.
/// </summary>
public sealed record GroupMerge(Guid Id, IReadOnlyList<EntityRef> Cards, Actor ApprovedBy, bool AmongMany = false);

/// <summary>What a merge and its undo do to a group, in the caller's transaction. The caller writes the history.</summary>
public static class GroupTransitions
{
    /// <summary>
    /// The group is merged, and the cards that went into one are decided to be one person. <see cref="GroupNotOpen"/> when somebody merged
    /// or rejected it meanwhile, <see cref="NotThere"/> when it does not exist. Saved with the context; a lost race shows as
    /// <see cref="DbUpdateConcurrencyException"/> there.
    /// </summary>
    public static async Task<Result<Done>> MarkMergedAsync(PortalDbContext db, GroupId id, GroupMerge merge, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await LockAsync(db, id, cancellationToken) is not { } group) return new NotThere();
        if (group.State is GroupState.Merged or GroupState.NotDuplicate) return new GroupNotOpen(group.State);
        group.MarkMerged(merge.Id, now);
        await GroupDecisions.DecideAsync(db, group, merge.Cards, new PairWord(ReviewVerdict.AssertedSame, "", merge.ApprovedBy) { MergeId = merge.Id, Judged = !merge.AmongMany }, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>
    /// The open or postponed group that a merge of <paramref name="cards"/> settles although it was not begun there: it has no other cards,
    /// or it has all of them. Null when there is none.
    /// </summary>
    public static async Task<GroupId?> SettledByAsync(PortalDbContext db, PortalId portal, IReadOnlyCollection<EntityRef> cards, CancellationToken cancellationToken)
    {
        var ids = cards.Select(card => card.Id).ToList();
        var near = await db.Set<GroupMember>().AsNoTracking()
            .Where(member => member.PortalId == portal && ids.Contains(member.EntityId)
                && db.Set<DuplicateGroup>().Any(group => group.Id == member.GroupId && (group.State == GroupState.Open || group.State == GroupState.Postponed)))
            .Select(member => member.GroupId).Distinct().ToListAsync(cancellationToken);
        var members = await db.Set<GroupMember>().AsNoTracking().Where(member => near.Contains(member.GroupId)).ToListAsync(cancellationToken);
        return members.GroupBy(member => member.GroupId, member => new EntityRef(member.Type, member.EntityId))
            .Where(group => group.All(cards.Contains) || cards.All(group.Contains)).Select(group => (GroupId?)group.Key).FirstOrDefault();
    }

    /// <summary>
    /// Cards of no group were merged: they are decided to be one person, so that no later scan asks about those that still stand. Saved with
    /// the context.
    /// </summary>
    public static async Task MergedByHandAsync(PortalDbContext db, TenantId tenant, PortalId portal, GroupMerge merge, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await GroupDecisions.DecideAsync(db, tenant, portal, null, merge.Cards, new PairWord(ReviewVerdict.AssertedSame, "", merge.ApprovedBy) { MergeId = merge.Id }, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// The merge was undone or did not happen: the group is open again, and what the merge had said about its cards no longer holds.
    /// Does nothing when it is open already.
    /// </summary>
    public static async Task<Result<Done>> ReopenAsync(PortalDbContext db, GroupId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await LockAsync(db, id, cancellationToken) is not { } group) return new NotThere();
        if (group.State is GroupState.Open) return Done.Value;
        group.Reopen(now);
        await GroupDecisions.RetractAsync(db, id, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>
    /// One card of a merged group came back while the others stay one: what the merge had said of it no longer holds, so a later scan asks
    /// about it again. The group stays merged. Without a <paramref name="card"/> all came back, of a merge that no group knew. Saved with the
    /// context.
    /// </summary>
    public static async Task PartAsync(PortalDbContext db, Guid merge, EntityRef? card, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await GroupDecisions.RetractAsync(db, merge, card, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// A card that had vanished turned out to have been merged in the portal: groups that were gone for it say so now. In the caller's
    /// transaction; saved with the context.
    /// </summary>
    public static async Task MergedInPortalAsync(PortalDbContext db, PortalId portal, EntityRef lost, EntityRef heir, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var groups = await db.Set<DuplicateGroup>().Where(group => group.PortalId == portal && group.State == GroupState.Gone
            && db.Set<GroupMember>().Any(member => member.GroupId == group.Id && member.Type == lost.Type && member.EntityId == lost.Id)).ToListAsync(cancellationToken);
        foreach (var group in groups)
        {
            if (GroupChange.Read(group.Change) is not { } change || !change.Lost.Any(card => card.Card == lost && card.Fate is CardFate.Deleted)) continue;
            var told = change with { Lost = [.. change.Lost.Select(card => card.Card == lost ? new LostCard(lost, CardFate.MergedInPortal, heir) : card)] };
            var inside = await db.Set<GroupMember>().AnyAsync(member => member.GroupId == group.Id && member.Type == heir.Type && member.EntityId == heir.Id, cancellationToken);
            if (inside) group.MarkMergedInPortal(told, now);
            else group.Note(told, now);
        }
    }

    private static async Task<DuplicateGroup?> LockAsync(PortalDbContext db, GroupId id, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("A group changes in the transaction of the merge.");
        await db.Database.ExecuteSqlAsync($"select 1 from portal.duplicate_groups where id = {id.Value} for update", cancellationToken);
        var group = await db.Set<DuplicateGroup>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (group is not null) await db.Entry(group).ReloadAsync(cancellationToken);
        return group;
    }
}
