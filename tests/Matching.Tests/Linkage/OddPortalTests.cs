using System.Diagnostics;

namespace DedupPortal.Matching.Tests.Linkage;

/// <summary>Portals that no model expects: the answers stay sane, and nothing takes longer than the usual portal.</summary>
public sealed class OddPortalTests
{
    private const long Start = 1_700_000_000;

    private static readonly string[] s_first = ["Анна", "Глеб", "Ольга", "Сергей", "Ирина", "Дмитрий", "Мария", "Павел", "Юлия", "Игорь"];
    private static readonly string[] s_last = ["Зеленцов", "Щегловитов", "Бакшеев", "Вихров", "Громыкин", "Дубровин", "Ежков", "Жарков", "Злобин", "Кармин", "Лавров"];

    [Fact]
    public void Link_NoMessagesAtAll_FullNamesMatchAndFirstNamesDoNot()
    {
        var pairs = Link(Portal(cards: 400, messages: false));

        Assert.Contains(pairs, pair => pair.TelegramCard % 2 == 0 && pair.PhoneCard == pair.TelegramCard && pair.Probability > 0.5);
        Assert.DoesNotContain(pairs, pair => pair.TelegramCard % 2 == 1 && pair.Probability > 0.5);
    }

    [Fact]
    public void Link_ThirtyCards_FullNamesMatchAndFirstNamesDoNot()
    {
        var pairs = Link(Portal(cards: 20, messages: false));

        Assert.Contains(pairs, pair => pair.TelegramCard % 2 == 0 && pair.PhoneCard == pair.TelegramCard && pair.Probability > 0.5);
        Assert.DoesNotContain(pairs, pair => pair.TelegramCard % 2 == 1 && pair.Probability > 0.5);
    }

    [Fact]
    public void Link_OnePhoneForAll_ThePhoneSaysNothing()
    {
        var builder = new PortalBuilder();
        for (var i = 0; i < 300; i++)
            builder.Add(new PhoneCardText { Id = i, Created = Start + i, Name = Name(i), Phones = "+79990000012" });
        builder.Add(new TelegramCardText { Id = 1, Created = Start + 90_000, Display = "zzz", Chat = "Мой номер +7 999 000-00-12" });
        builder.Add(new TelegramCardText { Id = 2, Created = Start + 190_000, Display = Name(24) });

        var pairs = Link(builder);

        Assert.DoesNotContain(pairs, pair => pair.TelegramCard == 1 && pair.Probability > 0.05);
        Assert.True(pairs.First(pair => pair.TelegramCard == 2).PhoneCard % 110 == 24, pairs[0].ToString());
    }

    [Fact]
    public void Link_AllInLatin_FindsTheSamePersons()
    {
        var pairs = Link(Portal(cards: 400, messages: true, latin: true));

        Assert.Contains(pairs, pair => pair.TelegramCard % 2 == 0 && pair.PhoneCard == pair.TelegramCard && pair.Probability > 0.5);
    }

    [Fact]
    public void Link_AllOfOneName_NobodyIsLikely()
    {
        var builder = new PortalBuilder();
        for (var i = 0; i < 3000; i++)
        {
            builder.Add(new PhoneCardText { Id = i, Created = Start + i, Name = "Иван Иванов", Phones = "+7999" + (1_000_000 + i) });
            builder.Add(new TelegramCardText { Id = i, Created = Start + 90_000 + i * 60, Display = "Иван Иванов", OpenLine = "imol|telegrambot|1|" + (500_000_000 + i) + "|" + i });
        }

        Assert.DoesNotContain(Link(builder), pair => pair.Probability > 0.1);
    }

    [Fact]
    public void Link_OneSecondForAll_FullNamesStillMatch()
    {
        var builder = new PortalBuilder();
        for (var i = 0; i < 110; i++)
        {
            builder.Add(new PhoneCardText { Id = i, Created = Start, Name = Name(i), Phones = "+7999" + (1_000_000 + i) });
            Assert.True(builder.AddMessage(i, Start));
            builder.Add(new TelegramCardText { Id = i, Created = Start, Display = Name(i) });
        }

        Assert.All(Link(builder).GroupBy(pair => pair.TelegramCard), chat => Assert.Equal(chat.Key, chat.First().PhoneCard));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(500, 0)]
    [InlineData(0, 500)]
    public void Link_CardsOfOneSideAlone_IsEmpty(int telegram, int phones)
    {
        var builder = new PortalBuilder();
        for (var i = 0; i < telegram; i++) builder.Add(new TelegramCardText { Id = i, Created = Start + i, Display = Name(i), Username = "anna_" + i });
        for (var i = 0; i < phones; i++) builder.Add(new PhoneCardText { Id = i, Created = Start + i, Name = Name(i), Phones = "+7999" + (1_000_000 + i) });

        Assert.Empty(Link(builder));
    }

    [Theory]
    [InlineData("Я")]
    [InlineData("Иван ")]
    [InlineData("\uD800")]
    [InlineData("\uDC00\uD800")]
    [InlineData("\uD83D\uDE00")]
    [InlineData("\u0301")]
    public void Link_NamesOfAMegabyte_EndSoonAndMatchNobodyForCertain(string piece)
    {
        var huge = string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length));
        var builder = Portal(cards: 40, messages: true);
        var clock = Stopwatch.StartNew();
        builder.Add(new PhoneCardText { Id = 9001, Created = Start, Name = huge, Phones = huge, Email = huge + "@" + huge });
        builder.Add(new TelegramCardText { Id = 9002, Created = Start + 600, Display = huge, Username = huge, OpenLine = huge, Chat = huge });

        var pairs = Link(builder);

        Assert.Equal(40, pairs.Select(pair => pair.TelegramCard).Where(card => card < 9000).Distinct().Count());
        // Milliseconds in truth; the bound only catches what is quadratic in the text.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), clock.Elapsed.ToString());
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public void Link_InstantsOutOfAllTime_AreReadAsTheEndsOfTime(long instant)
    {
        var builder = Portal(cards: 40, messages: true);
        builder.Add(new PhoneCardText { Id = 9001, Created = instant, Name = "Анна", Phones = "+79991112233" });
        Assert.True(builder.AddMessage(9001, instant));
        builder.Add(new TelegramCardText { Id = 9002, Created = instant, Display = "Анна" });

        Link(builder);
    }

    // Pairs of a portal; of each is asked what must hold whatever the portal: probabilities that share a chat, bars that sum up.
    private static List<LinkedPair> Link(PortalBuilder builder)
    {
        var matcher = builder.Build(MatchModel.Default);
        var pairs = matcher.Link(CancellationToken.None).ToList();
        Assert.All(pairs, pair => Assert.True(double.IsFinite(pair.Weight) && pair.Probability is >= 0 and <= 1, pair.ToString()));
        foreach (var pair in pairs.GroupBy(pair => pair.TelegramCard).Select(chat => chat.First()).Take(200))
            Assert.Equal(pair.Probability, matcher.Explain(pair.TelegramCard, pair.PhoneCard)!.Probability, 1e-3);
        return pairs;
    }

    // Cards of one number are one person. Every second chat shows the full name, the others the first name alone, an hour after
    // the person's message.
    private static PortalBuilder Portal(int cards, bool messages, bool latin = false)
    {
        var builder = new PortalBuilder();
        for (var i = 0; i < cards; i++)
        {
            var name = latin ? Latin(Name(i)) : Name(i);
            builder.Add(new PhoneCardText { Id = i, Created = Start + i * 7_000, Name = name, Phones = "+7999" + (1_000_000 + i) });
            if (messages) Assert.True(builder.AddMessage(i, Start + 3_000_000 + i * 3_600));
            builder.Add(new TelegramCardText { Id = i, Created = Start + 3_000_000 + (i + 1) * 3_600, Display = i % 2 == 0 ? name : name[..name.IndexOf(' ', StringComparison.Ordinal)] });
        }

        return builder;
    }

    // 110 names, then the same with another ending.
    private static string Name(int i) => s_first[i % 10] + " " + s_last[i % 11] + (i < 110 ? "" : "абвгде"[i / 110 % 6] + "ко");

    private static string Latin(string name)
    {
        const string From = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЮЯабвгдежзиклмнопрстуфхцчшщыюя";
        string[] to = [.. "A B V G D E Zh Z I K L M N O P R S T U F Kh Ts Ch Sh Shch Y Yu Ya a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch y yu ya".Split(' ')];
        return string.Concat(name.Select(c => From.IndexOf(c, StringComparison.Ordinal) is var at and >= 0 ? to[at] : c == 'ь' ? "" : c.ToString()));
    }
}
