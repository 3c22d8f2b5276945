using DedupPortal.Bitrix24;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>Finds out what became of cards that left their groups.</summary>
internal static class CardFates
{
    /// <summary>The fates of those cards that the mirror no longer has; cards that still stand are not in the answer.</summary>
    public static async Task<IReadOnlyDictionary<EntityRef, LostCard>> OfAsync(PortalDbContext db, PortalId portal, IReadOnlyCollection<EntityRef> cards, CancellationToken cancellationToken)
    {
        var fates = new Dictionary<EntityRef, LostCard>();
        foreach (var ofType in cards.Distinct().GroupBy(card => card.Type))
        {
            var ids = ofType.Select(card => card.Id).ToList();
            var standing = await db.Set<MirrorRecord>().AsNoTracking().Where(record => record.PortalId == portal && record.Type == ofType.Key && ids.Contains(record.EntityId))
                .Select(record => record.EntityId).ToListAsync(cancellationToken);
            var lost = ids.Except(standing).ToList();
            if (lost.Count == 0) continue;
            var vanished = await db.Set<VanishedCard>().AsNoTracking().Where(card => card.PortalId == portal && card.Type == ofType.Key && lost.Contains(card.EntityId)).ToListAsync(cancellationToken);
            var heirs = vanished.Where(card => card.Heir is not null).ToDictionary(card => card.EntityId, card => card.Heir!.Value);
            var merged = await db.Set<GroupMember>().AsNoTracking()
                .Where(member => member.PortalId == portal && member.Type == ofType.Key && lost.Contains(member.EntityId)
                    && db.Set<DuplicateGroup>().Any(group => group.Id == member.GroupId && group.State == GroupState.Merged))
                .Select(member => member.EntityId).Distinct().ToListAsync(cancellationToken);
            foreach (var id in lost)
            {
                var card = new EntityRef(ofType.Key, id);
                if (merged.Contains(id)) fates[card] = new LostCard(card, CardFate.MergedHere);
                else if (heirs.TryGetValue(id, out var heir)) fates[card] = new LostCard(card, CardFate.MergedInPortal, heir);
                else fates[card] = new LostCard(card, CardFate.Deleted);
            }
        }

        return fates;
    }
}
