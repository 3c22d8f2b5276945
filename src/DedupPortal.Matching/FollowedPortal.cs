using DedupPortal.Matching.Records;
using DedupPortal.Matching.Scoring;

namespace DedupPortal.Matching;

/// <summary>A card that is new, has changed, or is gone.</summary>
/// <param name="Place">Its position; for a new card the number of cards so far, then one more for each.</param>
/// <param name="Record">The card as it is now; null when it is gone. Positions of gone cards are not given again.</param>
public sealed record CardChange(int Place, MatchRecord? Record);

/// <summary>Some cards of a portal that are in no relation with any other, and their groups.</summary>
/// <param name="Places">Positions of the cards, ascending.</param>
/// <param name="Clusters">Their groups, the most certain first.</param>
public sealed record PortalPart(IReadOnlySet<int> Places, IReadOnlyList<DuplicateCluster> Clusters);

/// <summary>
/// A portal that was matched as a whole and is then followed, change by change. A change costs what it touches: the changed cards, the chats
/// they may concern, the groups around them. The model, the prior and the weight of values that stand on many cards stay as the whole
/// matching had them, so after <see cref="MostChanges"/> changes, and where the portal as a whole becomes another one, it says that it has to
/// be matched as a whole again. Not for several threads at once.
/// </summary>
public sealed class FollowedPortal
{
    // A relation that holds more cards than this together is not worth following by parts.
    private const int MostTouched = 2000;

    private readonly EngineRun _run;
    private readonly CardKeys _keys;
    private readonly HashSet<int> _gone = [];
    private readonly Dictionary<long, List<int>> _bearers = [];
    private readonly HashSet<long> _shared;
    private readonly RecordNormalizer _normalizer = new();
    private readonly MatchModel _model;
    private readonly int _cards;
    private int _changes;

    private FollowedPortal(EngineRun run, MatchModel model)
    {
        (_run, _model, _cards) = (run, model, run.Records.Count);
        _keys = new CardKeys(run.Records);
        foreach (var record in run.Records) Bear(record, 1);
        _shared = [.. _bearers.Where(bearers => IsShared(bearers.Value)).Select(bearers => bearers.Key)];
        run.Linking.KnownIdentity = IsKnownIdentity;
        run.Linking.Prepare();
    }

    /// <summary>Changes of cards that may be followed until the portal has to be matched as a whole again: one card in five hundred.</summary>
    public static int MostChanges(int cards) => cards / 500;

    /// <summary>
    /// Matches a portal as <see cref="MatchEngine.Run"/> does, with the same result, and keeps what following it takes: about a kilobyte and
    /// a half a card. The list may be given up afterwards; its cards are kept.
    /// </summary>
    public static (FollowedPortal Portal, MatchResult Whole) Start(
        IReadOnlyList<MatchRecord> records, MatchModel model, MatchConstraints constraints, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(constraints);
        var run = new EngineRun(MatchEngine.Normalize(records, null, cancellationToken), records.Count, model, constraints, null);
        var whole = run.Run(null, cancellationToken);
        return (new FollowedPortal(run, model), whole);
    }

    /// <summary>
    /// Takes changes in. <paramref name="constraints"/>: all decisions as they stand now; as evidence they are left out, they teach the next
    /// whole matching. Returns the positions of cards whose groups may be others now (see <see cref="PartOf"/>), or null when the portal has to be
    /// matched as a whole: this object is of no use then. Throws <see cref="ArgumentException"/> for a position that is not there.
    /// </summary>
    public IReadOnlySet<int>? Change(IReadOnlyList<CardChange> changes, MatchConstraints constraints)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(constraints);
        if ((_changes += changes.Count) > MostChanges(_cards)) return null;
        var (before, now) = Read(changes);
        var touched = now.Keys.ToHashSet();
        var decided = new Decided(constraints, _run.Records.Count);
        var judged = Judged(_run.Decided, decided);
        _run.Decided = decided;
        touched.UnionWith(judged);
        var kin = Closure(before.Values, record => CardKeys.Of(record, person: true));
        if (kin is null) return null;
        foreach (var record in before.Values)
            foreach (var key in CardKeys.Of(record)) touched.UnionWith(_keys[key]);
        var known = kin.Where(place => !before.ContainsKey(place) && !now.ContainsKey(place) && !_gone.Contains(place)).ToDictionary(place => place, place => _run.Records[place]);
        Take(before, now);
        if (Closure(now.Values.OfType<NormalizedRecord>(), record => CardKeys.Of(record, person: true)) is not { } joined) return null;
        foreach (var place in joined.Where(place => !now.ContainsKey(place) && !_gone.Contains(place))) known.TryAdd(place, _run.Records[place]);
        var come = known.Values.Concat(now.Values.OfType<NormalizedRecord>()).ToList();
        come.Sort(NormalizedRecord.ByContent);
        var moved = _run.Linking.Change([.. known.Values, .. before.Values], come, decided, judged);
        if (moved is null || moved.Count > MostTouched * 4) return null;
        touched.UnionWith(moved);
        touched.UnionWith(known.Keys);
        touched.ExceptWith(_gone);
        return touched;
    }

    /// <summary>
    /// The cards that are in any relation with those at <paramref name="places"/>, themselves included, and all their groups as a whole matching
    /// would have them. Null when these are too many to be worth it.
    /// </summary>
    public PortalPart? PartOf(IEnumerable<int> places, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(places);
        var same = _run.Decided.Same.SelectMany(pair => new[] { (pair.First, pair.Second), (pair.Second, pair.First) }).ToLookup(pair => pair.Item1, pair => pair.Item2);
        var found = new HashSet<int>();
        var open = new Stack<int>(places);
        while (open.TryPop(out var place))
        {
            if (_gone.Contains(place) || !found.Add(place)) continue;
            if (found.Count > MostTouched * 4) return null;
            foreach (var key in CardKeys.Of(_run.Records[place]))
                foreach (var other in _keys[key]) open.Push(other);
            foreach (var other in _run.Linking.LinkedWith(place)) open.Push(other);
            foreach (var other in same[place]) open.Push(other);
        }

        var cards = found.Select(place => _run.Records[place]).ToList();
        cards.Sort(NormalizedRecord.ByContent);
        return new PortalPart(found, _run.Finish(cards, _run.Linking.ReportOf(found), null, cancellationToken));
    }

    // The changed cards as they were and as they are, with those that follow from them: a phone that has become anybody's, a contact that
    // a deal lends its address to.
    private (Dictionary<int, NormalizedRecord> Before, Dictionary<int, NormalizedRecord?> Now) Read(IReadOnlyList<CardChange> changes)
    {
        var before = new Dictionary<int, NormalizedRecord>();
        var now = new Dictionary<int, NormalizedRecord?>();
        var open = new Queue<CardChange>(changes);
        while (open.TryDequeue(out var change))
        {
            if (change.Place < 0 || change.Place > _run.Records.Count || _gone.Contains(change.Place)) throw new ArgumentException("A change names a card that is not there.", nameof(changes));
            if (now.ContainsKey(change.Place)) continue;
            var record = change.Record is null ? null : _normalizer.Normalize(change.Record, change.Place);
            now.Add(change.Place, record);
            NormalizedRecord? old = null;
            if (change.Place == _run.Records.Count) _run.Records.Add(record ?? throw new ArgumentException("A new card has no content.", nameof(changes)));
            else before.Add(change.Place, old = _run.Records[change.Place]);
            if (old is not null) Bear(old, -1);
            if (record is not null) Bear(record, 1);
            foreach (var phone in (old?.PlausiblePhones ?? []).Concat(record?.PlausiblePhones ?? []).Distinct())
            {
                if (IsShared(_bearers.GetValueOrDefault(phone, [])) == _shared.Contains(phone)) continue;
                if (!_shared.Remove(phone)) _shared.Add(phone);
                foreach (var bearer in _bearers[phone]) Follow(bearer);
            }

            foreach (var deal in new[] { old, record })
                if (deal is { Kind: RecordKind.Deal, Usernames.Count: > 0, Raw.OwnerContact: { } owner }) Follow(owner);
        }

        return (before, now);

        void Follow(int place)
        {
            if (place < _run.Records.Count && !now.ContainsKey(place) && !_gone.Contains(place)) open.Enqueue(new CardChange(place, _run.Records[place].Raw));
        }
    }

    private void Take(Dictionary<int, NormalizedRecord> before, Dictionary<int, NormalizedRecord?> now)
    {
        foreach (var record in now.Values.OfType<NormalizedRecord>())
        {
            record.Phones = _shared.Count == 0 ? record.PlausiblePhones : [.. record.PlausiblePhones.Where(phone => !_shared.Contains(phone))];
            _run.Records[record.Index] = record;
        }

        foreach (var (place, record) in now)
        {
            if (before.TryGetValue(place, out var old))
            {
                Count(old, -1);
                _keys.Remove(old);
            }

            if (record is null) _gone.Add(place);
        }

        // Addresses are lent once every deal is what it is now, and before the contact's own keys are taken.
        foreach (var contact in now.Values.OfType<NormalizedRecord>().Where(record => record.Kind == RecordKind.Contact))
        {
            var deals = CardKeys.Of(contact, person: true).Take(1).SelectMany(key => _keys[key]).Where(place => !_gone.Contains(place)).Select(place => _run.Records[place])
                .Concat(now.Values.OfType<NormalizedRecord>()).Where(record => record.Kind == RecordKind.Deal && record.Raw.OwnerContact == contact.Index).Distinct().ToList();
            deals.Sort(NormalizedRecord.ByContent);
            RecordNormalizer.LendUsernames(deals, _run.Records);
        }

        foreach (var record in now.Values.OfType<NormalizedRecord>())
        {
            Count(record, 1);
            _keys.Add(record);
        }
    }

    private bool IsKnownIdentity(NormalizedRecord record) =>
        Persons.IdentityKeys(record).Any(key => CardKeys.Of(record, person: true).Any(mine => _keys[mine].Any(place =>
            place != record.Index && !_gone.Contains(place) && _run.Records[place].IsPhoneSide && Persons.IdentityKeys(_run.Records[place]).Contains(key, StringComparer.Ordinal))));

    private void Count(NormalizedRecord record, int by)
    {
        foreach (var statistics in _run.Statistics) statistics.Change(record, by);
        if (SameTelegram.IsCounted(record)) _run.TelegramCards += by;
    }

    /// <summary>Positions that hang together with some cards through keys; null when these are too many.</summary>
    private HashSet<int>? Closure(IEnumerable<NormalizedRecord> from, Func<NormalizedRecord, IEnumerable<ulong>> keys)
    {
        var found = new HashSet<int>();
        var open = new Stack<NormalizedRecord>(from);
        while (open.TryPop(out var record))
        {
            if (!found.Add(record.Index)) continue;
            if (found.Count > MostTouched) return null;
            foreach (var key in keys(record))
                foreach (var place in _keys[key])
                    if (!found.Contains(place) && !_gone.Contains(place)) open.Push(_run.Records[place]);
        }

        return found;
    }

    private void Bear(NormalizedRecord record, int by)
    {
        foreach (var phone in record.PlausiblePhones)
        {
            if (!_bearers.TryGetValue(phone, out var places)) _bearers.Add(phone, places = new List<int>(1));
            if (by < 0) places.Remove(record.Index);
            else places.Add(record.Index);
        }
    }

    private bool IsShared(List<int> places) => places.Count > _model.SharedPhoneCards && SharedPhones.IsShared([.. places.Select(place => _run.Records[place])], _model.SharedPhoneCards);

    private static HashSet<int> Judged(Decided before, Decided now)
    {
        var pairs = before.Different.ToHashSet();
        pairs.SymmetricExceptWith(now.Different);
        var same = before.Same.ToHashSet();
        same.SymmetricExceptWith(now.Same);
        pairs.UnionWith(same);
        return [.. pairs.SelectMany(pair => new[] { pair.First, pair.Second })];
    }
}
