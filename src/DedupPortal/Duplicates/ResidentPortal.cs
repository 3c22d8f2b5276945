using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Mirror;

namespace DedupPortal.Duplicates;

/// <summary>
/// A portal in the memory of a worker: what matching reads of it, and the engine's own form of it, which follows single changes. Not for
/// several jobs at once.
/// </summary>
internal sealed class ResidentPortal
{
    // Measured with the benchmark "follow"; texts longer than most cards have come on top.
    private const long BytesPerCard = 3000;

    private readonly List<EntityRef> _refs = [];
    private readonly Dictionary<EntityRef, int> _places = [];
    private Dictionary<DecisionId, (EntityRef First, EntityRef Second)> _decisions = [];
    private FollowedPortal? _followed;

    public ResidentCards Cards { get; } = new();

    /// <summary>What the groups were last matched from; null before.</summary>
    public MatchedState? Matched { get; private set; }

    /// <summary>Times that it was matched as a whole, and by what had changed alone.</summary>
    public (int Whole, int InParts) Matchings { get; private set; }

    /// <summary>Memory that it takes, about.</summary>
    public long Bytes => Cards.Count * BytesPerCard;

    /// <summary>The card at each of the engine's positions, those of gone cards included.</summary>
    public IReadOnlyList<EntityRef> Refs => _refs;

    /// <summary>Whether matching would see something new in the cards since the last <see cref="Follow"/>.</summary>
    public bool HasNews => Cards.News.Count > 0;

    /// <summary>The engine's position of a card; null for one that it does not have.</summary>
    public int? PlaceOf(EntityRef card) => _places.TryGetValue(card, out var place) ? place : null;

    /// <summary>Notes that the groups follow what is held now.</summary>
    public void Follow(MatchedState matched, IReadOnlyList<ReviewDecision> decisions)
    {
        Matched = matched;
        _decisions = decisions.ToDictionary(decision => decision.Id, decision => (decision.First, decision.Second));
        Cards.Settle();
    }

    /// <summary>Matches all that is held.</summary>
    public MatchResult MatchWhole(MatchModel model, IReadOnlyList<ReviewDecision> decisions, IReadOnlyList<ReviewedPair>? taught, CancellationToken cancellationToken)
    {
        Matchings = Matchings with { Whole = Matchings.Whole + 1 };
        _refs.Clear();
        _places.Clear();
        foreach (var row in Cards.Sorted)
        {
            _places.Add(row.Card, _refs.Count);
            _refs.Add(row.Card);
        }

        var records = _refs.ConvertAll(card => Record(card)!);
        var constraints = MatchInput.Obeying(decisions, _places);
        if (taught is not null) constraints = constraints with { Reviewed = taught };
        _followed = null;
        if (FollowedPortal.MostChanges(records.Count) == 0) return MatchEngine.Run(records, model, constraints, null, cancellationToken);
        (_followed, var whole) = FollowedPortal.Start(records, model, constraints, cancellationToken);
        return whole;
    }

    /// <summary>
    /// Matches what has changed alone. Returns the engine's positions of cards whose groups may be others now, with those that decisions came or
    /// went about; null when the portal has to be matched as a whole.
    /// </summary>
    public IReadOnlySet<int>? MatchChanges(MatchedState now, IReadOnlyList<ReviewDecision> decisions)
    {
        if (_followed is null || Matched is null || now with { Decisions = Matched.Decisions, LastTransition = Matched.LastTransition } != Matched) return null;
        var known = _refs.Count;
        var changed = Changed();
        if (changed.Count > FollowedPortal.MostChanges(Cards.Count)) return null;
        foreach (var card in changed.Where(card => Cards.Find(card) is not null && !_places.ContainsKey(card)).Order())
        {
            _places.Add(card, _refs.Count);
            _refs.Add(card);
        }

        var changes = changed.Where(_places.ContainsKey).Select(card => new CardChange(_places[card], Record(card))).OrderBy(change => change.Place < known ? 0 : 1).ThenBy(change => change.Place).ToList();
        foreach (var change in changes.Where(change => change.Record is null)) _places.Remove(_refs[change.Place]);
        if (_followed.Change(changes, MatchInput.Obeying(decisions, _places)) is not { } touched) return null;
        Matchings = Matchings with { InParts = Matchings.InParts + 1 };
        var held = decisions.ToDictionary(decision => decision.Id, decision => (decision.First, decision.Second));
        var judged = held.ExceptBy(_decisions.Keys, pair => pair.Key).Concat(_decisions.ExceptBy(held.Keys, pair => pair.Key)).SelectMany(pair => new[] { pair.Value.First, pair.Value.Second });
        return touched.Concat(judged.Select(PlaceOf).OfType<int>()).ToHashSet();
    }

    /// <summary>Groups around given positions and all positions that they hang together with; null when these are too many.</summary>
    public PortalPart? PartOf(IEnumerable<int> places, CancellationToken cancellationToken) => _followed!.PartOf(places, cancellationToken);

    // A card changes, too, when the contact that it names comes or goes.
    private HashSet<EntityRef> Changed()
    {
        var changed = Cards.News.ToHashSet();
        foreach (var contact in Cards.News.Where(card => card.Type is EntityType.Contact && Cards.Find(card) is null == _places.ContainsKey(card)).ToList())
            changed.UnionWith(Cards.OfContact(contact.Id));
        return changed;
    }

    private MatchRecord? Record(EntityRef card)
    {
        if (Cards.Find(card) is not { } row) return null;
        var traces = Cards.TracesOf(card);
        return MatchInput.Record(row, traces.Outgoing, traces.Codes, row.ContactId is { } contact && _places.TryGetValue(new EntityRef(EntityType.Contact, contact), out var place) && Cards.Find(_refs[place]) is not null ? place : null);
    }
}

/// <summary>Everything besides the cards that the groups follow from: when all of it is as it was, matching again gives the same groups.</summary>
internal sealed record MatchedState(SyncRunId Run, DateTimeOffset MatchedAt, string Model, string Decisions, DateTimeOffset? LastTransition);
