using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>What a person says about pairs of cards.</summary>
internal sealed record PairWord(ReviewVerdict Verdict, string Reason, Actor Author)
{
    /// <summary>The merge by which it was said; null when it was said in words.</summary>
    public Guid? MergeId { get; init; }

    /// <summary>Whether the person looked at the very group; what is approved in bulk teaches as little as what only follows.</summary>
    public bool Judged { get; init; } = true;
}

/// <summary>
/// Writes what a person has said about the cards of a group as decisions about pairs, with what the engine had found about each:
/// the strongest pair is what the person judged, the others follow from it.
/// </summary>
internal static class GroupDecisions
{
    /// <summary>
    /// Decides every pair of <paramref name="cards"/>. A pair that is decided so already keeps its decision, an opposite one is taken
    /// back. Saved with the context. Nothing is decided by one card.
    /// </summary>
    public static Task DecideAsync(
        PortalDbContext db, DuplicateGroup group, IReadOnlyList<EntityRef> cards, PairWord word, DateTimeOffset now, CancellationToken cancellationToken) =>
        DecideAsync(db, group.TenantId, group.PortalId, group.Id, cards, word, now, cancellationToken);

    /// <summary>The same for cards that a person chose by hand when <paramref name="group"/> is null: what the engine says of them is not known then.</summary>
    public static async Task DecideAsync(
        PortalDbContext db, TenantId tenant, PortalId portal, GroupId? group, IReadOnlyList<EntityRef> cards, PairWord word, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = cards.Select(card => card.Id).ToList();
        var held = (await db.Set<ReviewDecision>()
            .Where(row => row.PortalId == portal && row.RetractedAt == null && ids.Contains(row.FirstId) && ids.Contains(row.SecondId)).ToListAsync(cancellationToken))
            .ToDictionary(row => (row.First, row.Second));
        var links = await db.Set<GroupLink>().AsNoTracking().Where(link => link.GroupId == group).ToDictionaryAsync(link => (link.First, link.Second), cancellationToken);
        var judged = links.Values.Where(link => cards.Contains(link.First) && cards.Contains(link.Second))
            .OrderByDescending(link => link.Probability).ThenByDescending(link => link.Bits).FirstOrDefault();
        foreach (var pair in Pairs(cards))
        {
            if (held.TryGetValue(pair, out var before))
            {
                if (before.Verdict == word.Verdict) continue;
                before.Retract(now);

                // The unique index allows one held decision per pair: the old one has to go first.
                await db.SaveChangesAsync(cancellationToken);
            }

            var decision = new ReviewDecision(tenant, portal, pair.One, pair.Other, word.Verdict, word.Reason, group, word.Author, now) { MergeId = word.MergeId };
            if (links.TryGetValue(pair, out var link)) decision.Teach(PairExplanation.Reviewed(link, word.Verdict is ReviewVerdict.AssertedSame, inferred: !word.Judged || link != judged));
            db.Add(decision);
        }
    }

    /// <summary>Takes back what was decided on the group; saved with the context.</summary>
    public static Task RetractAsync(PortalDbContext db, GroupId group, DateTimeOffset now, CancellationToken cancellationToken) =>
        RetractAsync(db.Set<ReviewDecision>().Where(row => row.GroupId == group), now, cancellationToken);

    /// <summary>Takes back what a merge had said, of one card where <paramref name="card"/> is given; saved with the context.</summary>
    public static Task RetractAsync(PortalDbContext db, Guid merge, EntityRef? card, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var said = db.Set<ReviewDecision>().Where(row => row.MergeId == merge);
        return RetractAsync(
            card is { } one ? said.Where(row => (row.FirstType == one.Type && row.FirstId == one.Id) || (row.SecondType == one.Type && row.SecondId == one.Id)) : said, now, cancellationToken);
    }

    private static async Task RetractAsync(IQueryable<ReviewDecision> said, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var decision in await said.Where(row => row.RetractedAt == null).ToListAsync(cancellationToken)) decision.Retract(now);
    }

    /// <summary>Decisions that hold, as evidence, in a stable order.</summary>
    public static IReadOnlyList<ReviewedPair> Taught(IEnumerable<ReviewDecision> held) =>
        [.. held.OrderBy(row => row.DecidedAt).ThenBy(row => row.Id.Value).Select(row => row.Taught).OfType<ReviewedPair>()];

    private static IEnumerable<(EntityRef One, EntityRef Other)> Pairs(IReadOnlyList<EntityRef> cards)
    {
        var sorted = cards.Order().ToList();
        return sorted.SelectMany((one, index) => sorted.Skip(index + 1).Select(other => (one, other)));
    }
}
