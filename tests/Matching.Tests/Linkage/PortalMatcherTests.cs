using DedupPortal.Matching.Linkage;

namespace DedupPortal.Matching.Tests.Linkage;

public sealed class PortalMatcherTests
{
    private static readonly IReadOnlyList<MatchRecord> s_records = PortalGenerator.Create(new PortalShape { Seed = 21, Clients = 900, Chats = 400 }).Records;

    [Fact]
    public void Link_Twice_GivesTheSameBits() => Assert.Equal(Linked(s_records).Pairs, Linked(s_records).Pairs);

    [Fact]
    public void Link_RowsInAnotherOrder_GiveTheSamePairs()
    {
        var shuffled = s_records.ToArray();
        new Random(5).Shuffle(shuffled);

        Assert.Equal(Linked(s_records).Pairs, Linked(shuffled).Pairs);
    }

    [Fact]
    public void Link_Pairs_StandBestFirstAndShareOneChat()
    {
        foreach (var chat in Linked(s_records).Pairs.GroupBy(pair => pair.TelegramCard))
        {
            Assert.Equal(chat.OrderByDescending(pair => pair.Probability).Select(pair => pair.Probability), chat.Select(pair => pair.Probability));
            // Cards of one person have one probability; persons together never have more than the chat.
            Assert.InRange(chat.Select(pair => pair.Probability).Distinct().Sum(), 0, 1 + 1e-6);
        }
    }

    [Fact]
    public void Explain_EveryLikeliestPair_SumsToWhatLinkSaid()
    {
        var (matcher, pairs) = Linked(s_records);

        foreach (var pair in pairs.GroupBy(pair => pair.TelegramCard).Select(chat => chat.First()))
        {
            var explained = matcher.Explain(pair.TelegramCard, pair.PhoneCard)!;

            Assert.Equal(ReasonCode.Prior, explained.Explanation.Bars[0].Code);
            Assert.Equal(explained.Explanation.Bars.Sum(bar => bar.Bits), Math.Log2(explained.Probability / (1 - explained.Probability)), 1e-6);
            Assert.Equal(pair.Probability, explained.Probability, 1e-3);
        }
    }

    [Fact]
    public void Explain_PossiblePair_SaysWhatWouldMakeItAMatch()
    {
        var (matcher, pairs) = Linked(s_records);
        var doubtful = pairs.Where(pair => pair.Probability is > 0.1 and < 0.45).ToList();

        var changes = doubtful.SelectMany(pair => matcher.Explain(pair.TelegramCard, pair.PhoneCard)!.Changes).ToList();

        Assert.Contains(changes, change => change.Code == ReasonCode.PhoneInText);
        Assert.All(changes, change => Assert.InRange(change.Probability, 0.5, 1));
    }

    [Fact]
    public void Explain_UnknownCard_IsNull() => Assert.Null(Linked(s_records).Matcher.Explain(123_456_789, 1));

    [Fact]
    public void Rematch_UnchangedCard_FindsWhatLinkFound()
    {
        var (matcher, pairs) = Linked(s_records);
        var best = pairs.GroupBy(pair => pair.TelegramCard).Select(chat => chat.First()).Where(pair => pair.Probability > 0.6).ToList();

        var again = best.ConvertAll(pair => matcher.Rematch(pair.TelegramCard)[0]);

        Assert.True(best.Count > 50);
        Assert.Equal(best.Select(pair => pair.PhoneCard), again.Select(pair => pair.PhoneCard));
        Assert.All(best.Zip(again), both => Assert.Equal(both.First.Probability, both.Second.Probability, 0.05));
    }

    [Fact]
    public void Rematch_CardWithAnotherName_FindsAnotherPerson()
    {
        var builder = new PortalBuilder();
        builder.Add(new PhoneCardText { Id = 1, Created = 1_700_000_000, Name = "Анна Зеленцова", Phones = "+79990000012" });
        builder.Add(new PhoneCardText { Id = 2, Created = 1_700_000_000, Name = "Глеб Щегловитов", Phones = "+79990000013" });
        builder.Add(new TelegramCardText { Id = 7, Created = 1_700_090_000, Display = "Анна Зеленцова" });
        var matcher = builder.Build(MatchModel.Default);
        Assert.Equal(1, matcher.Link(CancellationToken.None).First().PhoneCard);

        var changed = matcher.Rematch(new TelegramCardText { Id = 7, Created = 1_700_090_000, Display = "Глеб Щегловитов" });
        var unheardOf = matcher.Rematch(new TelegramCardText { Id = 8, Created = 1_700_090_000, Display = "Zzyzx Qwrtpl" });

        Assert.Equal(2, changed[0].PhoneCard);
        Assert.DoesNotContain(unheardOf, pair => pair.Probability > 0.5);
    }

    [Fact]
    public void Rematch_BeforeLink_IsRefused()
    {
        var builder = new PortalBuilder();
        builder.Add(new TelegramCardText { Id = 7, Created = 1_700_090_000, Display = "Анна" });

        Assert.Throws<InvalidOperationException>(() => builder.Build(MatchModel.Default).Rematch(7));
    }

    [Fact]
    public void Link_EmptyPortal_IsEmpty() => Assert.Empty(new PortalBuilder().Build(MatchModel.Default).Link(CancellationToken.None));

    [Fact]
    public void AddMessage_ToUnknownCard_IsFalse() => Assert.False(new PortalBuilder().AddMessage(1, 1_700_000_000));

    [Fact]
    public void Link_UsualPortal_TeachesAModelOfItsOwn()
    {
        var (matcher, _) = Linked(PortalGenerator.Create(new PortalShape { Seed = 22, Clients = 2500, Chats = 1200, Linked = 0.3 }).Records);

        Assert.Equal("prior-1+portal", matcher.Model.Version);
        // The shipped share is .6, the portal's is .3: it is drawn towards the truth.
        Assert.InRange(matcher.Model.LinkedShare, 0.2, 0.5);
        var time = matcher.Model.Time;
        Assert.Equal(1, time.AfterMessage.Sum() + time.CardAfterChat.Sum() + time.CardBeforeChat.Sum() + time.Nothing, 6);
        Assert.Equal(1, matcher.Model.FirstName.Equal + matcher.Model.FirstName.Related + matcher.Model.FirstName.Near + matcher.Model.FirstName.Different, 6);
    }

    [Fact]
    public void FastExp2_Range_IsWithinOnePartInAMillion()
    {
        for (var x = -60f; x < 60; x += 0.0137f)
            Assert.Equal(1, Bits.FastExp2(x) / Math.Pow(2, x), 1e-6);
    }

    [Fact]
    public void TimeIndex_RandomInstants_CountsLikeAScan()
    {
        var random = new Random(11);
        for (var round = 0; round < 50; round++)
        {
            var times = Enumerable.Range(0, random.Next(0, 200)).Select(_ => random.Next(4) == 0 ? 1000 : random.Next(-50_000, 900_000)).Order().ToArray();
            var index = new TimeIndex([.. times]);
            for (var i = 0; i < 50; i++)
            {
                var at = random.Next(-60_000, 910_000);
                Assert.Equal(times.Count(time => time <= at), index.After(at));
            }
        }
    }

    private static (PortalMatcher Matcher, List<LinkedPair> Pairs) Linked(IReadOnlyList<MatchRecord> records)
    {
        var matcher = Build(records);
        return (matcher, [.. matcher.Link(CancellationToken.None)]);
    }

    internal static PortalMatcher Build(IReadOnlyList<MatchRecord> records)
    {
        var builder = new PortalBuilder();
        foreach (var record in records)
        {
            var created = record.Created.ToUnixTimeSeconds();
            if (record.Phones.Count == 0)
            {
                builder.Add(new TelegramCardText
                {
                    Id = record.Id, Created = created, Display = record.DisplayName,
                    Username = record.Webs is [var web, ..] ? web[(web.LastIndexOf('/') + 1)..] : "", OpenLine = record.MessengerCodes[0], Chat = record.ChatTexts[0],
                });
                continue;
            }

            builder.Add(new PhoneCardText { Id = record.Id, Created = created, Name = record.DisplayName, Phones = string.Join(';', record.Phones), Email = record.Emails is [var email, ..] ? email : "" });
            foreach (var sent in record.OutgoingMessages) Assert.True(builder.AddMessage(record.Id, sent.ToUnixTimeSeconds()));
        }

        return builder.Build(MatchModel.Default);
    }
}
