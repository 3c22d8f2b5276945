namespace DedupPortal.Matching.Tests;

public sealed class MatchEngineTests
{
    [Fact]
    public void Run_NoRecords_GivesNothing()
    {
        var result = Card.Run([]);

        Assert.Empty(result.Clusters);
        Assert.Empty(result.Scores);
        Assert.Equal("prior-1", result.ModelVersion);
    }

    [Fact]
    public void Run_FullNameWithinMinutesOfMessage_IsMatch()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анюта Зеленцова 🌸", 500000001),
            Card.Phone(2, "Анна", "Зеленцова", "+7 999 000-00-12").WrittenTo(Card.Noon.AddMinutes(-7)),
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        var score = result.Between(0, 1)!;
        Assert.Equal(Classification.Match, score.Classification);
        Assert.Equal([0, 1], result.Clusters.Single().Members.Select(m => m.Record));
        Assert.Equal([RecordSide.Telegram, RecordSide.Phone], result.Clusters.Single().Members.Select(m => m.Side));
        Assert.Contains(score.Explanation.Bars, bar => bar.Code == ReasonCode.FirstNameDiminutive);
        Assert.Contains(score.Explanation.Bars, bar => bar is { Code: ReasonCode.TimeAfterMessage, Parameters.Seconds: 420 });
    }

    [Fact]
    public void Run_TwoAnnasWrittenToInOneHour_NeitherIsMatch()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анна", 500000001),
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddMinutes(-20)),
            Card.Phone(3, "Анна", "Руднева", "+79990000013").WrittenTo(Card.Noon.AddMinutes(-25)),
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        foreach (var other in (int[])[1, 2])
        {
            var score = result.Between(0, other)!;
            Assert.NotEqual(Classification.Match, score.Classification);
            Assert.Contains(score.Explanation.Bars, bar => bar is { Code: ReasonCode.CompetitionOthers, Bits: < -0.5, Parameters.Count: 1 });
        }
    }
}
