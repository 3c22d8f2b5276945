using DedupPortal.Bitrix24;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>The mirror's copies of given cards.</summary>
internal static class GroupRecords
{
    public static async Task<IReadOnlyDictionary<EntityRef, MirrorRecord>> LoadAsync(
        PortalDbContext db, PortalId portal, IReadOnlyCollection<EntityRef> cards, CancellationToken cancellationToken)
    {
        var found = new Dictionary<EntityRef, MirrorRecord>();
        foreach (var ofType in cards.GroupBy(card => card.Type))
        {
            var ids = ofType.Select(card => card.Id).Distinct().ToList();
            await foreach (var record in db.Set<MirrorRecord>().AsNoTracking()
                .Where(record => record.PortalId == portal && record.Type == ofType.Key && ids.Contains(record.EntityId))
                .AsAsyncEnumerable().WithCancellation(cancellationToken))
                found[record.Ref] = record;
        }

        return found;
    }
}
