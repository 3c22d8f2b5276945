namespace DedupPortal.Matching.Tests;

public sealed class DecisionCalibrationTests
{
    [Theory]
    // Wilson 1927 by hand: n/(n + 3.8415) where all are right; .7 of ten is the textbook's .3968.
    [InlineData(100, 100, 0.96301)]
    [InlineData(765, 765, 0.99500)]
    [InlineData(7, 10, 0.39677)]
    [InlineData(0, 0, 0)]
    public void WilsonLower_Share_IsTheTextbooks(int right, int all, double expected) => Assert.Equal(expected, DecisionCalibration.WilsonLower(right, all), 4);

    [Fact]
    public void Of_FewDecisions_IsNothing()
    {
        Assert.Null(DecisionCalibration.Of(Said(199, _ => 0.9, _ => true), PairRelation.TelegramToPhone));
        Assert.Null(DecisionCalibration.Of(Said(500, _ => 0.9, _ => true).ConvertAll(pair => pair with { Inferred = true }), PairRelation.TelegramToPhone));
        Assert.Null(DecisionCalibration.Of(Said(500, _ => 0.9, _ => true), PairRelation.SameKind));
        Assert.NotNull(DecisionCalibration.Of(Said(200, _ => 0.9, _ => true), PairRelation.TelegramToPhone));
    }

    [Fact]
    public void BitsFor_EngineSaysNinety_HalfIsTrue_BringsItToHalf()
    {
        var calibration = DecisionCalibration.Of(Said(400, _ => 0.9, i => i % 2 == 0), PairRelation.TelegramToPhone)!;

        // One group of 400, and the engine's own word as twenty more: (200 + 18)/420.
        Assert.Equal((200 + 18.0) / 420, Bits.ToProbability(Bits.LogOdds(0.9) + calibration.BitsFor(Bits.LogOdds(0.9))), 6);
    }

    [Fact]
    public void BitsFor_RandomDecisions_KeepTheOrderOfPairs()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var bent = random.NextDouble() * 3;
            var calibration = DecisionCalibration.Of(Said(200 + random.Next(600), _ => 0.02 + 0.96 * random.NextDouble(), i => random.NextDouble() < Math.Pow(random.NextDouble(), bent)), PairRelation.TelegramToPhone)!;
            var last = double.NegativeInfinity;
            for (var said = -12.0; said < 40; said += 0.05)
            {
                var corrected = said + calibration.BitsFor(said);
                Assert.True(double.IsFinite(corrected) && corrected >= last - 1e-9, $"seed {seed}: {said} became {corrected} after {last}");
                last = corrected;
            }
        }
    }

    [Fact]
    public void BitsFor_TooSureAnEngine_ComesTrue()
    {
        // The engine says p, p² is true; decided pairs p = .02 … .98.
        var random = new Random(6);
        var calibration = DecisionCalibration.Of(Said(4000, i => 0.02 + 0.96 * (i / 4000.0), i => random.NextDouble() < Math.Pow(0.02 + 0.96 * (i / 4000.0), 2)), PairRelation.TelegramToPhone)!;

        foreach (var said in (double[])[0.2, 0.5, 0.7, 0.9])
            Assert.Equal(said * said, Bits.ToProbability(Bits.LogOdds(said) + calibration.BitsFor(Bits.LogOdds(said))), 0.09);
    }

    [Fact]
    public void BitsFor_FarFromWhatWasDecided_IsNothing()
    {
        // People were asked about doubtful pairs alone, and found too few of them to be one person.
        var calibration = DecisionCalibration.Of(Said(400, i => 0.3 + 0.5 * (i / 400.0), i => i % 5 == 0), PairRelation.TelegramToPhone)!;

        Assert.True(calibration.BitsFor(Bits.LogOdds(0.75)) < -0.5);
        Assert.Equal(0, calibration.BitsFor(Bits.LogOdds(0.995)));
        Assert.Equal(0, calibration.BitsFor(Bits.LogOdds(0.01)));
    }

    [Fact]
    public void ThresholdFor_ThousandRightAboveTwoBits_HoldsThePromise()
    {
        // Above 2 bits everything is right, below half: the threshold stands just where the errors have used up the interval.
        var random = new Random(2);
        var pairs = Enumerable.Range(0, 1500).Select(i => new ReviewedPair(Telegram, 8 - i * 0.008, i < 1000 || random.Next(2) == 0)).ToList();
        var calibration = DecisionCalibration.Of(pairs, PairRelation.TelegramToPhone)!;

        var threshold = calibration.ThresholdFor(0.995)!.Value;

        var above = pairs.Where(pair => Bits.ToProbability(pair.LogOdds + calibration.BitsFor(pair.LogOdds)) >= threshold).ToList();
        Assert.True(above.Count >= 1000);
        Assert.True(DecisionCalibration.WilsonLower(above.Count(pair => pair.Same), above.Count) >= 0.995);
        Assert.Null(calibration.ThresholdFor(0.9999));
    }

    [Fact]
    public void ThresholdOf_ModelThatCannotProveItsPromise_KeepsTheShippedOne()
    {
        var model = MatchModel.Default.With(Said(300, _ => 0.95, _ => true));

        Assert.Equal(0.9, model.ThresholdOf(PairRelation.TelegramToPhone));
        Assert.True(MatchModel.Default.With(Said(900, _ => 0.95, _ => true)).ThresholdOf(PairRelation.TelegramToPhone) > 0.95);
    }

    private static LevelPattern Telegram => LevelPattern.Of(PairRelation.TelegramToPhone, []);

    private static List<ReviewedPair> Said(int count, Func<int, double> probability, Func<int, bool> same) =>
        [.. Enumerable.Range(0, count).Select(i => new ReviewedPair(Telegram, Bits.LogOdds(probability(i)), same(i)))];
}
