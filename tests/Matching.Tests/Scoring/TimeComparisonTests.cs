using DedupPortal.Matching.Indexing;
using DedupPortal.Matching.Scoring;

namespace DedupPortal.Matching.Tests.Scoring;

public sealed class TimeComparisonTests
{
    private const long Chat = 1_000_000_000;
    private const long Day = 86_400;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(41, 6)] // 32 … 63
    [InlineData(3600, 12)] // 2048 … 4095
    [InlineData(-5, 0)]
    public void BinOf_Seconds_IsPowerOfTwo(long seconds, int bin)
    {
        Assert.Equal(bin, TimeModel.BinOf(seconds));
        if (seconds >= 0) Assert.InRange(seconds, TimeModel.LowerEdge(bin), TimeModel.UpperEdge(bin));
    }

    [Fact]
    public void Default_Shares_SumToOne()
    {
        var time = TimeModel.Default;

        Assert.Equal(1, time.AfterMessage.Sum() + time.CardAfterChat.Sum() + time.CardBeforeChat.Sum() + time.Nothing, 9);
    }

    [Fact]
    public void Compare_LoneMessage_HasHandCountedWeight()
    {
        // 100 cards, one message each over 99 days, card 0's 600 s before the chat: bin 10 (512 … 1023 s, 512 s wide), no
        // other card in it, so u = rate × width / cards with rate = 100 messages in the span.
        var messages = Enumerable.Range(0, 100).Select(i => (Chat - 600 - (i * Day), i)).ToList();
        var created = Enumerable.Range(0, 100).Select(i => (Chat - (400 * Day) - i, i)).ToList();
        var time = new TimeComparison(TimeModel.Default, new TimeIndex(messages), new TimeIndex(created), cardsWithMessages: 100);
        time.Begin(Chat);

        var finding = time.Compare(Chat - (400 * Day), [Chat - 600]);

        var u = 100.0 / (99 * Day) * 512 / 100;
        Assert.Equal(ReasonCode.TimeAfterMessage, finding.Code);
        Assert.Equal(600, finding.Number);
        Assert.Equal(0, finding.Count);
        Assert.Equal(Math.Log2((TimeModel.Default.AfterMessage[10] + (TimeModel.Default.Nothing * u)) / u), finding.Bits, 9);
    }

    [Fact]
    public void Compare_MailingOfThousand_IsWorthLittle()
    {
        var messages = Enumerable.Range(0, 1000).Select(i => (Chat - 600, i)).ToList();
        var created = Enumerable.Range(0, 1000).Select(i => (Chat - (400 * Day) - i, i)).ToList();
        var time = new TimeComparison(TimeModel.Default, new TimeIndex(messages), new TimeIndex(created), cardsWithMessages: 1000);
        time.Begin(Chat);

        var finding = time.Compare(Chat - (400 * Day), [Chat - 600]);

        Assert.Equal(999, finding.Count);
        Assert.True(finding.Bits < 0, $"{finding.Bits}");
    }

    [Fact]
    public void Compare_PortalWithoutMessages_HoldsNothingAgainstAnybody()
    {
        var created = Enumerable.Range(0, 50).Select(i => (Chat - (400 * Day) - i, i)).ToList();
        var time = new TimeComparison(TimeModel.Default, TimeIndex.Empty, new TimeIndex(created), cardsWithMessages: 0);
        time.Begin(Chat);

        var finding = time.Compare(Chat - (400 * Day), []);

        Assert.Equal(ReasonCode.TimeNothing, finding.Code);
        Assert.Equal(0, finding.Bits, 12);
    }

    [Fact]
    public void Compare_CardCreatedAfterChat_IsNotJudgedByLaterMessages()
    {
        var created = new List<(long, int)> { (Chat + 900, 0) };
        var time = new TimeComparison(TimeModel.Default, new TimeIndex([(Chat + 1000, 0)]), new TimeIndex(created), cardsWithMessages: 1);
        time.Begin(Chat);

        var finding = time.Compare(Chat + 900, [Chat + 1000]);

        Assert.Equal(ReasonCode.TimeCardAfterChat, finding.Code);
        Assert.Equal(900, finding.Number);
    }
}
