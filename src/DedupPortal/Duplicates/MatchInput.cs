using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>A portal's mirror in the form that the engine takes: cards in canonical order, so that a pair of positions is a pair of cards in order.</summary>
internal sealed record MatchInput(IReadOnlyList<EntityRef> Cards, IReadOnlyList<MatchRecord> Records, MatchConstraints Constraints)
{
    /// <summary>The whole mirror, read anew.</summary>
    public static async Task<MatchInput> LoadAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken) => Of(
        await CardRow.Of(db.Set<MirrorRecord>().Where(row => row.PortalId == portal).OrderBy(row => row.Type).ThenBy(row => row.EntityId)).ToListAsync(cancellationToken),
        await ActivityRow.Of(db.Set<MirrorActivity>().Where(row => row.PortalId == portal)).ToListAsync(cancellationToken),
        await DecisionsAsync(db, portal, cancellationToken));

    /// <summary>The decisions of a portal that hold.</summary>
    internal static Task<List<ReviewDecision>> DecisionsAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken) =>
        db.Set<ReviewDecision>().AsNoTracking().Where(row => row.PortalId == portal && row.RetractedAt == null).ToListAsync(cancellationToken);

    /// <summary>The form of what was read; <paramref name="rows"/> by type and id.</summary>
    internal static MatchInput Of(IReadOnlyList<CardRow> rows, IEnumerable<ActivityRow> activities, IReadOnlyList<ReviewDecision> decisions)
    {
        var outgoing = new Dictionary<EntityRef, List<DateTimeOffset>>();
        var codes = new Dictionary<EntityRef, List<string>>();
        foreach (var activity in activities)
        {
            if (activity.Kind is MirrorActivityKind.OutgoingToPhone) Add(outgoing, activity.Card, activity.At);
            else if (activity.Address is { } code) Add(codes, activity.Card, code);
        }

        var cards = rows.Select(row => row.Card).ToList();
        var places = cards.Select((card, place) => (card, place)).ToDictionary(pair => pair.card, pair => pair.place);
        var records = rows.Select(row => Record(row, outgoing.GetValueOrDefault(row.Card, []), codes.GetValueOrDefault(row.Card, []), Place(places, row.ContactId))).ToList();
        return new MatchInput(cards, records, Obeying(decisions, places));

        static int? Place(Dictionary<EntityRef, int> places, long? contact) =>
            contact is { } id && places.TryGetValue(new EntityRef(EntityType.Contact, id), out var place) ? place : null;
    }

    internal static MatchRecord Record(CardRow row, IReadOnlyList<DateTimeOffset> outgoing, IReadOnlyList<string> sessions, int? contact) => new()
    {
        Kind = (RecordKind)(int)row.Type,
        Id = row.EntityId,
        Title = row.Title,
        FirstName = row.FirstName,
        SecondName = row.SecondName,
        LastName = row.LastName,
        CompanyName = row.CompanyTitle,
        Phones = row.Phones,
        Emails = row.Emails,

        // A conversation on the card's timeline tells the client's account even when nobody kept it in a field.
        MessengerCodes = row.Type is EntityType.Deal ? row.Messengers : [.. row.Messengers.Union(sessions, StringComparer.Ordinal)],
        Webs = row.Webs,
        SourceId = row.SourceId,
        SourceDescription = row.SourceDescription,
        Comments = row.Comments,
        Created = row.CreatedAt,
        OutgoingMessages = outgoing,
        OwnerContact = contact,
        Pipeline = row.CategoryId?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Closed = row.Closed,
    };

    internal static MatchConstraints Obeying(IReadOnlyList<ReviewDecision> decisions, Dictionary<EntityRef, int> places)
    {
        var pairs = decisions.Where(decision => decision.MergeId is null && places.ContainsKey(decision.First) && places.ContainsKey(decision.Second))
            .ToLookup(decision => decision.Verdict, decision => new RecordPair(places[decision.First], places[decision.Second]));
        return new MatchConstraints([.. pairs[ReviewVerdict.AssertedDifferent]], [.. pairs[ReviewVerdict.AssertedSame]]) { Reviewed = GroupDecisions.Taught(decisions) };
    }

    private static void Add<T>(Dictionary<EntityRef, List<T>> lists, EntityRef card, T value)
    {
        if (!lists.TryGetValue(card, out var list)) lists[card] = list = [];
        list.Add(value);
    }
}
