using DedupPortal.Matching.Linkage;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Tests.Linkage;

public sealed class TimeWeightTests
{
    private const long Chat = 1_700_000_000;
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
    public void Time_QuietPortal_IsWeighedByTheAverageHour()
    {
        // 100 chats on 100 days: nobody else within the hour, so half the average rate of 100 / 99 days, over 100 chats.
        var weights = Weights([.. Enumerable.Range(0, 100).Select(i => Chat - (i * Day))], messageLag: 600, out var levels);
        var u = 100.0 / (99 * Day) / 2 / 100 * 512;

        Assert.Equal(Levels.AfterMessage + 10, (int)Levels.Of(levels, Levels.Time, Levels.Seven));
        Assert.Equal(Math.Log2((TimeModel.Default.AfterMessage[10] + (weights.Nothing * u)) / u), weights.Time(Levels.AfterMessage + 10), 4);
    }

    [Fact]
    public void Time_HourInWhichEverybodyWrites_IsWorthLess()
    {
        var quiet = Weights([.. Enumerable.Range(0, 100).Select(i => Chat - (i * Day))], 600, out _).Time(Levels.AfterMessage + 10);
        var busy = Weights([.. Enumerable.Range(0, 50).Select(i => Chat - i), .. Enumerable.Range(1, 50).Select(i => Chat - (i * Day))], 600, out _).Time(Levels.AfterMessage + 10);

        // 49 others in the hour of 3,601 seconds instead of none: log2 of (49 + 1) / 1 bits less, roughly.
        Assert.InRange(quiet - busy, 6, 11);
    }

    [Fact]
    public void Time_PortalWithoutMessages_HoldsNothingAgainstAnybody()
    {
        var weights = Weights([.. Enumerable.Range(0, 50).Select(i => Chat - (i * Day))], messageLag: null, out var levels);

        Assert.Equal(0u, Levels.Of(levels, Levels.Time, Levels.Seven));
        Assert.Equal(0, weights.Time(0), 6);
    }

    [Fact]
    public void Compare_CardCreatedAfterChat_IsNotJudgedByMessages()
    {
        var draft = new PortalDraft();
        var row = draft.AddPhone(1, Chat + 900, PersonName.Empty, [79990000012], [], []);
        draft.AddMessage(row, Chat + 1000);
        draft.AddChat(1, Chat, PersonName.Empty, null, null);
        var index = new PortalIndex(draft);
        var comparison = new PairComparison(index);
        comparison.Begin(in index.Chats[0]);

        Assert.Equal(Levels.CardAfter + TimeModel.BinOf(900), (int)Levels.Of(comparison.Compare(0, -1), Levels.Time, Levels.Seven));
    }

    // One phone card created long ago, with one message before the last chat or with none.
    private static ChatWeights Weights(long[] chats, long? messageLag, out uint levels)
    {
        var draft = new PortalDraft();
        var row = draft.AddPhone(1, Chat - (400 * Day), PersonName.Empty, [79990000012], [], []);
        if (messageLag is { } lag) draft.AddMessage(row, Chat - lag);
        for (var i = 0; i < chats.Length; i++) draft.AddChat(i + 1, chats[i], PersonName.Empty, null, null);
        var index = new PortalIndex(draft);
        var last = index.Chats.Length - 1;
        var comparison = new PairComparison(index);
        comparison.Begin(in index.Chats[last]);
        levels = comparison.Compare(0, -1);
        var weights = new ChatWeights(index, new PortalCounts(index, MatchModel.Default), MatchModel.Default);
        weights.Begin(in index.Chats[last]);
        return weights;
    }
}
