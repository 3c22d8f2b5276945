namespace DedupPortal.Matching.Tests.Linkage;

public sealed class PhoneCardChangeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Link_AfterRandomChanges_GivesThePairsOfAFreshBuild(int seed)
    {
        var cards = new Cards(seed);
        var matcher = cards.Build();
        // Half of the changes come after a run, half before one.
        if (seed % 2 == 0) _ = matcher.Link(CancellationToken.None).Count();

        for (var change = 0; change < 60; change++) cards.Change(matcher);

        Assert.Equal(cards.Build().Link(CancellationToken.None), matcher.Link(CancellationToken.None));
        for (var change = 0; change < 20; change++) cards.Change(matcher);
        Assert.Equal(cards.Build().Link(CancellationToken.None), matcher.Link(CancellationToken.None));
        Assert.Equal(cards.Count, matcher.PhoneCards);
    }

    [Fact]
    public void Rematch_BeforeAndAfterFolding_SaysTheSame()
    {
        var cards = new Cards(7);
        var matcher = cards.Build();
        _ = matcher.Link(CancellationToken.None).Count();
        for (var change = 0; change < 120; change++) cards.Change(matcher);
        var late = cards.TelegramCards.ConvertAll(card => matcher.Rematch(card));

        matcher.Fold();

        var folded = cards.TelegramCards.ConvertAll(card => matcher.Rematch(card));
        // A late card is weighed outright where a list may not name it at all, which matters little; cards of one person tie.
        Assert.All(late.Zip(folded), pairs =>
        {
            for (var rank = 0; rank < Math.Max(pairs.First.Count, pairs.Second.Count); rank++)
                Assert.Equal(pairs.Second.ElementAtOrDefault(rank).Probability, pairs.First.ElementAtOrDefault(rank).Probability, 0.05);
        });
        Assert.True(late.Count(found => found.Any(pair => pair.Probability > 0.05)) > 100);
    }

    [Fact]
    public void Put_CardOfAnUnlinkedClient_IsFoundAtOnce()
    {
        var matcher = Small();
        Assert.DoesNotContain(matcher.Rematch(7), pair => pair.Probability > 0.5);

        var change = matcher.Put(new PhoneCardText { Id = 50, Created = 1_700_080_000, Name = "Глеб Щегловитов", Phones = "+79990000050" }, [1_700_089_000]);

        Assert.Contains(7, change.TelegramCards);
        Assert.Equal(50, change.Pairs.First(pair => pair.TelegramCard == 7).PhoneCard);
        Assert.True(change.Pairs.First(pair => pair.TelegramCard == 7).Probability > 0.5);
        Assert.Equal(change.Pairs.First(pair => pair.TelegramCard == 7).Probability, matcher.Explain(7, 50)!.Probability, 0.01);
    }

    [Fact]
    public void Put_SurnameOneSlipAway_IsFoundThoughNoCardHadIt()
    {
        var matcher = Small();

        var change = matcher.Put(new PhoneCardText { Id = 51, Created = 1_700_080_000, Name = "Глеб Щегловитав", Phones = "+79990000051" }, [1_700_089_000]);

        Assert.Equal(51, change.Pairs.First(pair => pair.TelegramCard == 7).PhoneCard);
        Assert.Contains(matcher.Explain(7, 51)!.Explanation.Bars, bar => bar.Code == ReasonCode.SurnameSimilar);
    }

    [Fact]
    public void Remove_LinkedCard_FreesItsChat()
    {
        var matcher = Small();
        Assert.Equal(1, matcher.Rematch(8)[0].PhoneCard);

        var change = matcher.Remove(1)!;

        Assert.Contains(8, change.TelegramCards);
        Assert.DoesNotContain(change.Pairs, pair => pair.PhoneCard == 1);
        Assert.Null(matcher.Explain(8, 1));
        Assert.Null(matcher.Remove(1));
        Assert.Null(matcher.AddMessage(1, 1_700_000_000));
    }

    [Fact]
    public void AddMessage_JustBeforeTheChat_RaisesThePair()
    {
        var matcher = Small();
        var before = matcher.Rematch(8)[0].Probability;

        var change = matcher.AddMessage(1, 1_700_090_000 - 600)!;

        Assert.Equal(1, change.Pairs[0].PhoneCard);
        Assert.True(change.Pairs[0].Probability > before);
        Assert.Contains(matcher.Explain(8, 1)!.Explanation.Bars, bar => bar is { Code: ReasonCode.TimeAfterMessage, Parameters.Seconds: 600 });
    }

    [Fact]
    public void Put_ManyCards_AreFoldedIn()
    {
        var cards = new Cards(9);
        var matcher = cards.Build();
        _ = matcher.Link(CancellationToken.None).Count();

        for (var change = 0; change < 700; change++) cards.Change(matcher);

        Assert.Equal(cards.Build().Link(CancellationToken.None), matcher.Link(CancellationToken.None));
    }

    private static PortalMatcher Small()
    {
        var builder = new PortalBuilder();
        builder.Add(new PhoneCardText { Id = 1, Created = 1_700_000_000, Name = "Анна Зеленцова", Phones = "+79990000012" });
        for (var i = 2; i < 40; i++)
            builder.Add(new PhoneCardText { Id = i, Created = 1_690_000_000 + i * 86_400, Name = $"Ольга {"абвгд"[i % 5]}{"оеиуа"[i / 5 % 5]}рк{"лмнпрст"[i % 7]}ина", Phones = $"+7999000{1000 + i}" });
        builder.AddMessage(3, 1_699_000_000);
        builder.Add(new TelegramCardText { Id = 7, Created = 1_700_090_000, Display = "Глеб Щегловитов" });
        builder.Add(new TelegramCardText { Id = 8, Created = 1_700_090_000, Display = "Анна Зеленцова" });
        var matcher = builder.Build(MatchModel.Default);
        _ = matcher.Link(CancellationToken.None).Count();
        return matcher;
    }

    /// <summary>A portal as plain lists, changed at random together with a matcher.</summary>
    private sealed class Cards
    {
        private readonly Random _random;
        private readonly SortedDictionary<long, Phone> _phones = [];
        private readonly List<MatchRecord> _chats = [];
        private readonly Queue<Phone> _unused = new();

        internal Cards(int seed)
        {
            _random = new Random(seed);
            foreach (var record in PortalGenerator.Create(new PortalShape { Seed = 100 + seed, Clients = 700, Chats = 300 }).Records)
            {
                if (record.Phones.Count == 0) _chats.Add(record);
                else
                {
                    var phone = new Phone(record.Id, record.Created.ToUnixTimeSeconds(), record.DisplayName ?? "", string.Join(';', record.Phones), record.Emails is [var email, ..] ? email : "", [.. record.OutgoingMessages.Select(at => at.ToUnixTimeSeconds())]);
                    if (_random.Next(6) == 0) _unused.Enqueue(phone);
                    else _phones.Add(phone.Id, phone);
                }
            }
        }

        internal int Count => _phones.Count;

        internal List<long> TelegramCards => _chats.ConvertAll(chat => chat.Id);

        internal PortalMatcher Build()
        {
            var builder = new PortalBuilder();
            foreach (var phone in _phones.Values)
            {
                builder.Add(phone.Text);
                foreach (var sent in phone.Messages) Assert.True(builder.AddMessage(phone.Id, sent));
            }

            foreach (var chat in _chats)
            {
                builder.Add(new TelegramCardText
                {
                    Id = chat.Id, Created = chat.Created.ToUnixTimeSeconds(), Display = chat.DisplayName,
                    Username = chat.Webs is [var web, ..] ? web[(web.LastIndexOf('/') + 1)..] : "", OpenLine = chat.MessengerCodes[0], Chat = chat.ChatTexts[0],
                });
            }

            return builder.Build(MatchModel.Default);
        }

        internal void Change(PortalMatcher matcher)
        {
            var dice = _random.Next(10);
            if (dice < 3 && _unused.TryDequeue(out var fresh)) Put(fresh);
            else if (dice < 5)
            {
                var gone = Any();
                _phones.Remove(gone.Id);
                _unused.Enqueue(gone);
                Assert.NotNull(matcher.Remove(gone.Id));
            }
            else if (dice < 7)
            {
                var card = Any();
                var sent = card.Created + _random.Next(5_000_000);
                _phones[card.Id] = card with { Messages = [.. card.Messages, sent] };
                Assert.NotNull(matcher.AddMessage(card.Id, sent));
            }
            else
            {
                // A card takes over another one's name, or its phone: then the two are one person.
                var (card, other) = (Any(), Any());
                Put(_random.Next(3) == 0 ? card with { Phones = other.Phones, Name = other.Name } : card with { Name = other.Name, Email = other.Email });
            }

            void Put(Phone phone)
            {
                _phones[phone.Id] = phone;
                matcher.Put(phone.Text, phone.Messages);
            }
        }

        private Phone Any() => _phones.Values.ElementAt(_random.Next(_phones.Count));

        private sealed record Phone(long Id, long Created, string Name, string Phones, string Email, long[] Messages)
        {
            internal PhoneCardText Text => new() { Id = Id, Created = Created, Name = Name, Phones = Phones, Email = Email };
        }
    }
}
