namespace DedupPortal.Matching.Tests;

public sealed class ExplanationTests
{
    private static readonly MatchResult s_result = Card.Run(PortalGenerator.Create(new PortalShape { Seed = 11 }).Records);

    [Fact]
    public void Bars_EveryPair_SumToLogOdds()
    {
        Assert.True(s_result.Scores.Count > 500);
        Assert.All(s_result.Scores, score =>
        {
            Assert.True(double.IsFinite(score.LogOdds), score.Pair.ToString());
            Assert.Equal(score.LogOdds, score.Explanation.Total, 1e-6);
            Assert.Equal(1 / (1 + Math.Pow(2, -score.LogOdds)), score.Probability, 1e-9);
        });
    }

    [Fact]
    public void Bars_EveryCode_CarriesWhatTheCatalogueSays()
    {
        var catalogue = ReasonCatalogue.All.ToDictionary(entry => entry.Code);

        foreach (var (score, bar) in s_result.Scores.SelectMany(s => s.Explanation.Bars.Select(b => (s, b))))
        {
            var entry = catalogue[bar.Code];
            Assert.Equal(entry.Feature, bar.Feature);
            foreach (var parameter in entry.Parameters)
                Assert.True(Value(bar.Parameters, parameter) is not null, $"{bar.Code} lacks {parameter} in {score.Pair}");
        }
    }

    [Fact]
    public void All_Codes_AreListedOnce()
    {
        Assert.Equal(Enum.GetValues<ReasonCode>(), ReasonCatalogue.All.Select(entry => entry.Code));
    }

    [Fact]
    public void Comparisons_EveryFeatureThatSpoke_HasALevel()
    {
        foreach (var score in s_result.Scores)
        {
            foreach (var bar in score.Explanation.Bars.Where(b => b.Feature is not (Feature.Prior or Feature.Competition or Feature.Contested)))
                Assert.True(score.Comparisons[bar.Feature] >= 0, $"{bar.Code}");
            Assert.Equal(-1, score.Comparisons[Feature.Assertion]);
        }
    }

    [Theory]
    [InlineData(Feature.Prior, -1)]
    [InlineData(Feature.TelegramId, 14)]
    [InlineData(Feature.Assertion, 3)]
    public void With_Level_IsRead(Feature feature, int level)
    {
        var vector = default(ComparisonVector).With(Feature.Contested, 2).With(feature, level);

        Assert.Equal(level, vector[feature]);
        Assert.Equal(2, vector[Feature.Contested]);
        Assert.Throws<ArgumentOutOfRangeException>(() => vector.With(feature, 15));
    }

    private static object? Value(ReasonParameters parameters, ReasonParameter parameter) => parameter switch
    {
        ReasonParameter.First => parameters.First,
        ReasonParameter.Second => parameters.Second,
        ReasonParameter.Frequency => parameters.Frequency,
        ReasonParameter.Count => parameters.Count,
        ReasonParameter.Seconds => parameters.Seconds,
        ReasonParameter.Record => parameters.Record,
        ReasonParameter.OtherRecord => parameters.OtherRecord,
        _ => throw new ArgumentOutOfRangeException(nameof(parameter), parameter, null),
    };
}
