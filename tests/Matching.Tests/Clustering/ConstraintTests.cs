namespace DedupPortal.Matching.Tests.Clustering;

public sealed class ConstraintTests
{
    private static List<MatchRecord> Portal() =>
    [
        Card.Telegram(1, "Анна Зеленцова", 500000001),
        Card.Phone(2, "Анна", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddMinutes(-7)),
        Card.Phone(3, "Анна", "Зеленцова", "8 999 000 00 12"),
        .. Card.Crowd(),
    ];

    [Fact]
    public void Run_DecidedDifferent_IsNeitherScoredNorClustered()
    {
        var result = Card.Run(Portal(), new MatchConstraints([new RecordPair(0, 1)], []));

        Assert.Null(result.Between(0, 1));
        // The contact's twin is the same person: the decision is about the person.
        Assert.Null(result.Between(0, 2));
        Assert.Equal([1, 2], result.Clusters.Single().Members.Select(m => m.Record));
    }

    [Fact]
    public void Run_DecidedDifferentInsideChain_CutsIt()
    {
        // 1–2 and 2–3 share phones of their own; 1–3 is decided to be different.
        List<MatchRecord> records =
        [
            Card.Phone(1, "Анна", "Зеленцова", "+79990000012"),
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012") with { Phones = ["+79990000012", "+79990000013"] },
            Card.Phone(3, "Анна", "Зеленцова", "+79990000013"),
            .. Card.Crowd(),
        ];

        var open = Card.Run(records);
        var decided = Card.Run(records, new MatchConstraints([new RecordPair(0, 2)], []));

        Assert.Equal([0, 1, 2], open.Clusters.Single().Members.Select(m => m.Record));
        Assert.Equal(2, decided.Clusters.Single().Members.Count);
    }

    [Fact]
    public void Run_AssertedSame_IsOneClusterWhateverTheEvidence()
    {
        List<MatchRecord> records = [Card.Telegram(1, "Снег", 500000001), Card.Phone(2, "Борис", "Кац", "+79990000012"), .. Card.Crowd()];

        var result = Card.Run(records, new MatchConstraints([], [new RecordPair(0, 1)]));

        var cluster = Assert.Single(result.Clusters);
        Assert.Equal([0, 1], cluster.Members.Select(m => m.Record));
        Assert.Equal(Classification.Match, cluster.Classification);
        Assert.Contains(cluster.WeakestLink.Explanation.Bars, bar => bar.Code == ReasonCode.AssertedSame);
    }

    [Fact]
    public void Run_PairInBothLists_CountsAsDifferent()
    {
        var pair = new RecordPair(0, 1);

        var result = Card.Run(Portal(), new MatchConstraints([pair], [pair]));

        Assert.Null(result.Between(0, 1));
    }

    [Fact]
    public void Run_TwoTelegramIdsWantOneCard_AreNotJoined()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анна Зеленцова", 500000001),
            Card.Telegram(2, "Анна Зеленцова", 500000002, Card.Noon.AddMinutes(1)),
            Card.Phone(3, "Анна", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddMinutes(-7)),
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        Assert.All(result.Clusters, cluster => Assert.True(cluster.Members.Count(m => m.Side == RecordSide.Telegram) < 2));
        Assert.Contains(result.Between(0, 2)!.Explanation.Bars, bar => bar is { Code: ReasonCode.ContestedByOthers, Parameters: { Count: 1, Record: 1 } });
    }

    [Fact]
    public void Run_DecisionOutsideTheList_Throws()
    {
        Assert.Throws<ArgumentException>(() => Card.Run(Portal(), new MatchConstraints([new RecordPair(0, 9999)], [])));
    }
}
