using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Mirror;

/// <summary>Finds cards of a portal in the mirror.</summary>
public sealed class MirrorSearch(IDbContextFactory<PortalDbContext> contexts)
{
    public const int MostFound = 50;

    /// <summary>
    /// Cards in which every word of the text is found: in names, title, company, phones (by digits), e-mails, messengers and web
    /// addresses; a number also by id, and <c>contact:120</c> by type and id. Newest first, at most <paramref name="take"/> (up to
    /// <see cref="MostFound"/>). Nothing for an empty text. <paramref name="types"/> empty: all types.
    /// </summary>
    public async Task<IReadOnlyList<MirrorCard>> FindAsync(
        PortalId portal, string text, IReadOnlyCollection<EntityType> types, int take, CancellationToken cancellationToken)
    {
        if (MirrorText.Words(text).Count == 0) return [];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var query = MirrorText.Where(db.Set<MirrorRecord>().AsNoTracking().Where(record => record.PortalId == portal), text);
        if (types.Count > 0) query = query.Where(record => types.Contains(record.Type));
        var records = await query.OrderByDescending(record => record.CreatedAt).ThenBy(record => record.EntityId)
            .Take(Math.Clamp(take, 1, MostFound)).ToListAsync(cancellationToken);
        var terms = await PortalTerms.LoadAsync(db, portal, cancellationToken);
        return [.. records.Select(terms.Card)];
    }

    /// <summary>Given cards of a portal, in the order given; those that the mirror lacks are left out.</summary>
    public async Task<IReadOnlyList<MirrorCard>> CardsAsync(PortalId portal, IReadOnlyList<EntityRef> cards, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = cards.Select(card => card.Id).Distinct().ToList();
        var records = await db.Set<MirrorRecord>().AsNoTracking().Where(record => record.PortalId == portal && ids.Contains(record.EntityId)).ToListAsync(cancellationToken);
        var byRef = records.ToDictionary(record => record.Ref);
        var terms = await PortalTerms.LoadAsync(db, portal, cancellationToken);
        return [.. cards.Where(byRef.ContainsKey).Select(card => terms.Card(byRef[card]))];
    }
}
