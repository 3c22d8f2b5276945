using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>What a merge and its undo do to a group, in the caller's transaction. The caller writes the history.</summary>
public static class GroupTransitions
{
    /// <summary>
    /// The group is merged. <see cref="GroupNotOpen"/> when somebody merged or rejected it meanwhile, <see cref="NotThere"/> when it
    /// does not exist. Saved with the context; a lost race shows as <see cref="DbUpdateConcurrencyException"/> there.
    /// </summary>
    public static async Task<Result<Done>> MarkMergedAsync(PortalDbContext db, GroupId id, Guid mergeId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await LockAsync(db, id, cancellationToken) is not { } group) return new NotThere();
        if (group.State is GroupState.Merged or GroupState.NotDuplicate) return new GroupNotOpen(group.State);
        group.MarkMerged(mergeId, now);
        await db.SaveChangesAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>The merge was undone or did not happen: the group is open again. Does nothing when it is open already.</summary>
    public static async Task<Result<Done>> ReopenAsync(PortalDbContext db, GroupId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await LockAsync(db, id, cancellationToken) is not { } group) return new NotThere();
        if (group.State is GroupState.Open) return Done.Value;
        group.Reopen(now);
        await db.SaveChangesAsync(cancellationToken);
        return Done.Value;
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
