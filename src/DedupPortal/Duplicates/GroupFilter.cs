using DedupPortal.Mirror;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>The queue's filter and order as a query.</summary>
internal static class GroupFilter
{
    public static IQueryable<DuplicateGroup> Where(PortalDbContext db, DuplicateFilter filter, DateTimeOffset now)
    {
        var query = db.Set<DuplicateGroup>().AsNoTracking();
        if (filter.Portal is { } portal) query = query.Where(group => group.PortalId == portal);
        if (filter.Type is { } type) query = query.Where(group => group.Types.Contains(type));
        if (filter.Kind is { } kind) query = query.Where(group => group.Kind == kind);
        if (filter.MinProbability is { } least) query = query.Where(group => group.Probability >= least);
        if (filter.MaxProbability is { } most) query = query.Where(group => group.Probability <= most);
        if (filter.Classification is { } verdict) query = query.Where(group => group.Classification == verdict);
        if (filter.ChangedWithinDays is { } days)
        {
            var since = now.AddDays(-days);
            query = query.Where(group => group.ChangedAt >= since);
        }

        query = filter.State switch
        {
            null => query,
            GroupState.Open => query.Where(group => group.State == GroupState.Open || (group.State == GroupState.Postponed && group.PostponedUntil <= now)),
            GroupState.Postponed => query.Where(group => group.State == GroupState.Postponed && group.PostponedUntil > now),
            { } state => query.Where(group => group.State == state),
        };
        return string.IsNullOrWhiteSpace(filter.Text) ? query : WithText(db, query, filter.Text);
    }

    public static IOrderedQueryable<DuplicateGroup> Order(IQueryable<DuplicateGroup> query, DuplicateSort sort) => sort switch
    {
        DuplicateSort.LeastCertain => query.OrderBy(group => group.Probability).ThenBy(group => group.Bits).ThenBy(group => group.Id),
        DuplicateSort.Newest => query.OrderByDescending(group => group.FirstSeen).ThenByDescending(group => group.Probability).ThenBy(group => group.Id),
        DuplicateSort.Oldest => query.OrderBy(group => group.FirstSeen).ThenByDescending(group => group.Probability).ThenBy(group => group.Id),
        _ => query.OrderByDescending(group => group.Probability).ThenByDescending(group => group.Bits).ThenBy(group => group.Id),
    };

    private static IQueryable<DuplicateGroup> WithText(PortalDbContext db, IQueryable<DuplicateGroup> query, string text)
    {
        var cards = MirrorText.Where(db.Set<MirrorRecord>(), text);
        return query.Where(group => db.Set<GroupMember>().Any(member => member.GroupId == group.Id
            && cards.Any(record => record.PortalId == member.PortalId && record.Type == member.Type && record.EntityId == member.EntityId)));
    }
}
