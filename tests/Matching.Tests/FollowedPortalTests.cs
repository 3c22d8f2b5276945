namespace DedupPortal.Matching.Tests;

/// <summary>A portal that is followed change by change has the groups that a matching of all its cards finds.</summary>
public sealed class FollowedPortalTests
{
    // What a few changes move in the frequencies of the whole portal; groups that stand at the threshold itself may fall to either side.
    private const double Drift = 0.01;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Change_RandomChanges_GivesTheGroupsOfAWholeMatching(int seed)
    {
        var random = new Random(seed);
        var world = new World(seed);
        var model = MatchModel.Default with { Taught = MatchEngine.Run(world.Live.Select(card => card.Record).ToList(), MatchModel.Default, MatchConstraints.None, null, CancellationToken.None).Model };
        var queue = world.Start(model);
        var inParts = 0;

        for (var round = 0; round < 12; round++)
        {
            var changes = Enumerable.Range(0, random.Next(1, 3)).Select(_ => world.Change(random)).OfType<CardChange>().ToList();
            if (round % 3 == 2) world.Decide(random, queue);
            if (queue.Follow(changes, world.Decisions())) inParts++;
            else queue = world.Start(model);

            AssertAlike(world.Expected(model), queue.Groups, round);
        }

        Assert.True(inParts >= 8, $"Only {inParts} of 12 changes were followed in parts.");
    }

    [Fact]
    public void Change_MoreThanAFewHundredths_AsksForAWholeMatching()
    {
        var world = new World(1);
        var queue = world.Start(MatchModel.Default);
        var random = new Random(1);

        var followed = Enumerable.Range(0, FollowedPortal.MostChanges(world.Count) + 1).Select(_ => queue.Follow([world.Change(random)!], world.Decisions())).ToList();

        Assert.False(followed[^1]);
        Assert.All(followed[..^1], Assert.True);
    }

    private static void AssertAlike(Dictionary<string, double> expected, Dictionary<string, double> found, int round)
    {
        var edge = MatchModel.Default.PossibleThreshold;
        foreach (var (cards, probability) in expected)
        {
            if (found.TryGetValue(cards, out var here)) Assert.True(Math.Abs(here - probability) < Drift, $"Round {round}: {cards} is {here:F4}, not {probability:F4}.");
            else Assert.True(Math.Abs(probability - edge) < Drift, $"Round {round}: {cards} with {probability:F4} is missing.");
        }

        foreach (var (cards, probability) in found.Where(group => !expected.ContainsKey(group.Key)))
            Assert.True(Math.Abs(probability - edge) < Drift, $"Round {round}: {cards} with {probability:F4} is too much.");
    }

    /// <summary>The groups as someone keeps them who hears of changes only.</summary>
    private sealed class Queue(FollowedPortal portal, Func<int, string> name)
    {
        private readonly Dictionary<string, (List<int> Places, double Probability)> _groups = [];

        internal Dictionary<string, double> Groups => _groups.ToDictionary(group => group.Key, group => group.Value.Probability);

        internal IEnumerable<List<int>> Places => _groups.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Value.Places);

        internal void Add(DuplicateCluster cluster)
        {
            var places = cluster.Members.Select(member => member.Record).ToList();
            _groups.Add(string.Join(' ', places.Select(name).Order(StringComparer.Ordinal)), (places, cluster.Probability));
        }

        internal bool Follow(IReadOnlyList<CardChange> changes, MatchConstraints decisions)
        {
            if (portal.Change(changes, decisions) is not { } touched) return false;
            var places = touched.Concat(changes.Select(change => change.Place)).ToHashSet();
            while (true)
            {
                if (portal.PartOf(places, CancellationToken.None) is not { } part) return false;
                places.UnionWith(part.Places);
                var old = _groups.Where(group => group.Value.Places.Exists(places.Contains)).ToList();
                var more = old.SelectMany(group => group.Value.Places).Where(place => !places.Contains(place)).ToList();
                places.UnionWith(more);
                if (more.Count > 0) continue;
                foreach (var (key, _) in old) _groups.Remove(key);
                foreach (var cluster in part.Clusters) Add(cluster);
                return true;
            }
        }
    }

    /// <summary>A portal of contacts, their leads and deals, and chats, in which things happen.</summary>
    private sealed class World
    {
        private readonly List<MatchRecord?> _cards;
        private readonly IReadOnlyList<MatchRecord> _spare;
        private readonly List<(int One, int Other, bool Same)> _decided = [];
        private readonly Dictionary<(RecordKind, long), string> _names = [];
        private int _used;

        internal World(int seed)
        {
            _cards = [.. PortalGenerator.Create(new PortalShape { Seed = seed, Clients = 3000, Chats = 1200 }).Records];
            _spare = [.. PortalGenerator.Create(new PortalShape { Seed = seed + 50, Clients = 150, Chats = 150 }).Records.Select(card => card with { Id = card.Id + 50_000 })];
            for (var i = 0; i < 3000; i += 10)
            {
                if (i % 30 == 0) _cards.Add(_cards[i]! with { Kind = RecordKind.Lead, Id = 20_000 + i, OwnerContact = i });
                if (i % 50 == 0) _cards.Add(_cards[i]! with { Id = 30_000 + i });
                if (i % 20 == 0) _cards.Add(new MatchRecord { Kind = RecordKind.Deal, Id = 40_000 + i, Title = "Deal", OwnerContact = i, Pipeline = "0", Created = _cards[i]!.Created });
            }
        }

        internal int Count => _cards.Count;

        internal IEnumerable<(MatchRecord Record, int Place)> Live => _cards.Select((card, place) => (card, place)).Where(card => card.card is not null).Select(card => (card.card!, card.place));

        internal Queue Start(MatchModel model)
        {
            // Places are given anew, as a worker does that reads the portal again.
            var (records, places) = Compact();
            _decided.RemoveAll(pair => !places.ContainsKey(pair.One) || !places.ContainsKey(pair.Other));
            for (var i = 0; i < _decided.Count; i++) _decided[i] = (places[_decided[i].One], places[_decided[i].Other], _decided[i].Same);
            _cards.Clear();
            _cards.AddRange(records);
            var (portal, whole) = FollowedPortal.Start(records, model, Decisions(), CancellationToken.None);
            var queue = new Queue(portal, place => Name(_cards[place], place));
            foreach (var cluster in whole.Clusters) queue.Add(cluster);
            return queue;
        }

        internal Dictionary<string, double> Expected(MatchModel model)
        {
            var (records, places) = Compact();
            var decisions = new MatchConstraints(Pairs(false), Pairs(true));
            return MatchEngine.Run(records, model, decisions, null, CancellationToken.None).Clusters.ToDictionary(
                cluster => string.Join(' ', cluster.Members.Select(member => Name(records[member.Record], member.Record)).Order(StringComparer.Ordinal)), cluster => cluster.Probability);

            List<RecordPair> Pairs(bool same) => [.. _decided.Where(pair => pair.Same == same && places.ContainsKey(pair.One) && places.ContainsKey(pair.Other)).Select(pair => new RecordPair(places[pair.One], places[pair.Other]))];
        }

        internal MatchConstraints Decisions()
        {
            return new MatchConstraints(Pairs(false), Pairs(true));

            List<RecordPair> Pairs(bool same) => [.. _decided.Where(pair => pair.Same == same && _cards[pair.One] is not null && _cards[pair.Other] is not null).Select(pair => new RecordPair(pair.One, pair.Other))];
        }

        internal CardChange? Change(Random random)
        {
            var place = random.Next(_cards.Count);
            while (_cards[place] is null || _cards.Exists(card => card?.OwnerContact == place) && random.Next(2) == 0) place = random.Next(_cards.Count);
            var card = _cards[place]!;
            var other = _cards[random.Next(3000)] ?? card;
            switch (random.Next(8))
            {
                case 0 when !_cards.Exists(one => one?.OwnerContact == place):
                    _cards[place] = null;
                    return new CardChange(place, null);
                case 1 or 2 or 3:
                    _cards.Add(_spare[_used++ % _spare.Count] with { Id = 60_000 + _used });
                    return new CardChange(_cards.Count - 1, _cards[^1]);
                case 4:
                    // Somebody types a second card for a client.
                    _cards.Add(other with { Id = 70_000 + ++_used, Kind = random.Next(2) == 0 ? RecordKind.Contact : RecordKind.Lead, OwnerContact = null });
                    return new CardChange(_cards.Count - 1, _cards[^1]);
                case 5 when card.Kind != RecordKind.Deal:
                    _cards[place] = card with { FirstName = other.FirstName, DisplayName = other.DisplayName, LastName = other.LastName };
                    break;
                case 6 when card.Kind == RecordKind.Contact:
                    _cards[place] = card with { Phones = other.Phones, OutgoingMessages = [.. card.OutgoingMessages, Card.Noon.AddDays(-random.Next(300)).AddSeconds(random.Next(30_000))] };
                    break;
                default:
                    _cards[place] = card with { Webs = ["https://t.me/" + (other.Webs.Count > 0 ? "sky_moon77" : "lucky_fox" + random.Next(90))] };
                    break;
            }

            return new CardChange(place, _cards[place]);
        }

        /// <summary>A person decides one group, or takes a decision back.</summary>
        internal void Decide(Random random, Queue queue)
        {
            if (_decided.Count > 0 && random.Next(3) == 0)
            {
                _decided.RemoveAt(random.Next(_decided.Count));
                return;
            }

            var groups = queue.Places.Where(places => places.TrueForAll(place => _cards[place] is not null)).ToList();
            var group = groups[random.Next(groups.Count)];
            _decided.Add((Math.Min(group[0], group[1]), Math.Max(group[0], group[1]), random.Next(3) == 0));
        }

        private (List<MatchRecord> Records, Dictionary<int, int> Places) Compact()
        {
            // By kind and number, as the product reads them: not the order in which they came.
            var live = Live.OrderBy(card => card.Record.Kind).ThenBy(card => card.Record.Id).ToList();
            var places = live.Select((card, place) => (card.Place, place)).ToDictionary(pair => pair.Place, pair => pair.place);
            return (live.ConvertAll(card => card.Record with { OwnerContact = card.Record.OwnerContact is { } owner ? places[owner] : null }), places);
        }

        private string Name(MatchRecord? card, int place)
        {
            if (card is null) return "gone" + place;
            var key = (card.Kind, card.Id);
            return _names.TryGetValue(key, out var name) ? name : _names[key] = $"{card.Kind}{card.Id}";
        }
    }
}
