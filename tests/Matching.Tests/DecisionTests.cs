using DedupPortal.Matching.Linkage;
using FsCheck;
using FsCheck.Fluent;

namespace DedupPortal.Matching.Tests;

public sealed class DecisionTests
{
    private static readonly MatchModel s_given = MatchModel.Default;

    [Fact]
    public void With_FiveDecisions_MovesALittle_FiveHundredALot()
    {
        // The model is worth 150 pairs, a decision 5: (150·.60/.91 + 25)/(150 + 25) and (98.9 + 2500)/2650 of the agreeing .91.
        var few = s_given.With([.. Enumerable.Repeat(Decided(same: true, ReasonCode.FirstNameSame), 5)]);
        var many = s_given.With([.. Enumerable.Repeat(Decided(same: true, ReasonCode.FirstNameSame), 500)]);

        Assert.Equal(0.91 * (150 * 0.60 + 25) / (150 * 0.91 + 25), few.FirstName.Equal, 9);
        Assert.Equal(0.91 * (150 * 0.60 + 2500) / (150 * 0.91 + 2500), many.FirstName.Equal, 9);
        Assert.Equal("prior-1+5", few.Version);
        Assert.Equal("prior-1+500", many.Version);
        // Nobody is shown pairs whose names contradict: their share stays.
        Assert.Equal(0.09, many.FirstName.Different, 9);
    }

    [Fact]
    public void With_DecisionsAgainst_TakeUpToOneBitFromTheirLevels()
    {
        // Four pairs at 50 %: 4·5·0.5 = 10 of the 90 pairs that the model is worth at this level; the floor is 45.
        var few = s_given.With([.. Enumerable.Repeat(Decided(same: false, ReasonCode.FirstNameSame) with { LogOdds = 0 }, 4)]);
        var many = s_given.With([.. Enumerable.Repeat(Decided(same: false, ReasonCode.FirstNameSame) with { LogOdds = 0 }, 150)]);

        Assert.Equal(0.91 * 80 / (136.5 - 10), few.FirstName.Equal, 9);
        Assert.Equal(0.91 * 45 / (136.5 - 45), many.FirstName.Equal, 9);
    }

    [Fact]
    public void With_NoDecisions_IsTheSameModel() =>
        Assert.Equal(Parts(s_given), Parts(s_given.With([])));

    [Fact]
    public void With_InferredDecision_MovesLessThanAsserted()
    {
        var asserted = s_given.With([Decided(same: true, ReasonCode.SurnameSimilar)]);
        var inferred = s_given.With([Decided(same: true, ReasonCode.SurnameSimilar) with { Inferred = true }]);

        Assert.True(s_given.Surname.Near < inferred.Surname.Near && inferred.Surname.Near < asserted.Surname.Near);
    }

    [Fact]
    public void With_RetractedDecision_IsAsIfItHadNeverBeen()
    {
        ReviewedPair[] decisions = [.. Random(new Random(4), 40)];
        var retracted = decisions[17];

        var without = s_given.With([.. decisions.Where(decision => !ReferenceEquals(decision, retracted))]);

        Assert.NotEqual(Parts(s_given.With(decisions)), Parts(without));
        Assert.Equal(Parts(s_given.With([.. decisions[..17], .. decisions[18..]])), Parts(without));
    }

    [Fact]
    public void With_DecisionsInAnotherOrder_GivesTheSameBits()
    {
        var decisions = Random(new Random(8), 300).ToArray();
        var straight = s_given.With(decisions);
        new Random(1).Shuffle(decisions);

        Assert.Equal(Parts(straight), Parts(s_given.With(decisions)));
        Assert.Equal(straight.ThresholdOf(PairRelation.TelegramToPhone), s_given.With(decisions).ThresholdOf(PairRelation.TelegramToPhone));
    }

    [Fact]
    public void With_OneMoreDecision_NeverMovesItsLevelsAgainstIt()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var decisions = Random(random, random.Next(0, 60)).ToList();
            var one = Random(random, 1).First();
            var before = s_given.With(decisions);
            var after = s_given.With([.. decisions, one]);
            return Shares(one.Pattern, before).Zip(Shares(one.Pattern, after)).All(pair => one.Same ? pair.Second >= pair.First - 1e-12 : pair.Second <= pair.First + 1e-12);
        }).Check(Config.QuickThrowOnFailure.WithReplay(20261128, 297).WithMaxTest(400));
    }

    [Fact]
    public void With_Decisions_SharesStillSumToOne()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var model = s_given.With([.. Random(new Random(seed), 100)]);
            foreach (var levels in (AgreementLevels[])[model.FirstName, model.Surname, model.HandleEmail, model.HandleName, model.Patronymic, model.Sex, model.PhoneInText, model.FirstNameOfCards, model.PhoneOfCards])
            {
                Assert.Equal(1, levels.Equal + levels.Related + levels.Near + levels.Different, 9);
                Assert.True(Math.Min(Math.Min(levels.Equal, levels.Related), Math.Min(levels.Near, levels.Different)) >= 0);
            }

            Assert.Equal(1, model.Time.AfterMessage.Sum() + model.Time.CardAfterChat.Sum() + model.Time.CardBeforeChat.Sum() + model.Time.Nothing, 9);
        }
    }

    [Fact]
    public void Run_WithDecisions_NamesThemInTheVersionAndStillSums()
    {
        var portal = PortalGenerator.Create(new PortalShape { Seed = 31 });
        var first = Card.Run(portal.Records);
        var reviewed = Reviewed(first, portal, 250);

        var second = Card.Run(portal.Records, MatchConstraints.None with { Reviewed = reviewed });

        Assert.Equal("prior-1+portal", first.ModelVersion);
        Assert.Equal($"prior-1+portal+{reviewed.Count}", second.ModelVersion);
        var linked = second.Scores.Where(score => score.Relation == PairRelation.TelegramToPhone).ToList();
        Assert.True(linked.Count > 300);
        Assert.All(linked, score =>
        {
            Assert.Equal(score.LogOdds, score.Explanation.Total, 1e-6);
            Assert.Single(score.Explanation.Bars, bar => bar is { Code: ReasonCode.CalibratedByDecisions, Parameters.Count: 250 });
        });
        Assert.DoesNotContain(first.Scores, score => score.Explanation.Bars.Any(bar => bar.Feature == Feature.Calibration));
    }

    [Fact]
    public void Pattern_OfAPair_SurvivesStorageAndTellsOutcomesApart()
    {
        var result = Card.Run(PortalGenerator.Create(new PortalShape { Seed = 31 }).Records);

        foreach (var score in result.Scores)
            Assert.Equal((score.Pattern, score.Relation), (new LevelPattern(score.Pattern.Value), score.Pattern.Relation));
        var patterns = result.Scores.GroupBy(score => score.Pattern).ToList();
        Assert.InRange(patterns.Count, 50, result.Scores.Count / 2);
        string[] Codes(MatchScore score) => [.. score.Explanation.Bars.Where(bar => bar.Feature is not (Feature.Competition or Feature.Contested)).Select(bar => bar.Code.ToString())];
        Assert.All(patterns, alike => Assert.Single(alike.Select(score => string.Join(' ', Codes(score))).Distinct()));
    }

    internal static List<ReviewedPair> Reviewed(MatchResult result, LabelledPortal portal, int most) =>
        [.. result.Scores.Where(score => score.Relation == PairRelation.TelegramToPhone).OrderBy(score => score.Pair.First * 7919L % 10007).Take(most)
            .Select(score => ReviewedPair.Of(score.Relation, [.. score.Explanation.Bars], portal.Truth.Contains(score.Pair)))];

    private static ReviewedPair Decided(bool same, params ReasonCode[] codes) =>
        ReviewedPair.Of(PairRelation.TelegramToPhone, [.. codes.Select(code => new WeightBar(Feature.Prior, code, 1, ReasonParameters.None))], same);

    private static IEnumerable<ReviewedPair> Random(Random random, int count)
    {
        ReasonCode[][] outcomes =
        [
            [ReasonCode.FirstNameSame, ReasonCode.FirstNameDiminutive, ReasonCode.FirstNameSimilar, ReasonCode.FirstNameDifferent],
            [ReasonCode.SurnameSame, ReasonCode.SurnameSimilar, ReasonCode.SurnameInitialSame, ReasonCode.SurnameInitialDifferent, ReasonCode.SurnameDifferent],
            [ReasonCode.HandleEmailSame, ReasonCode.HandleEmailSimilar, ReasonCode.HandleEmailDifferent],
            [ReasonCode.HandleSurname, ReasonCode.HandleNameDifferent], [ReasonCode.SexSame, ReasonCode.SexDifferent],
            [ReasonCode.PatronymicSame, ReasonCode.PatronymicDifferent], [ReasonCode.PhoneInText, ReasonCode.PhoneInTextOfAnother, ReasonCode.PhoneInTextDifferent],
            [ReasonCode.TimeAfterMessage, ReasonCode.TimeCardAfterChat, ReasonCode.TimeNothing],
        ];
        for (var i = 0; i < count; i++)
        {
            var bars = new List<WeightBar>();
            foreach (var codes in outcomes)
                if (random.Next(3) > 0) bars.Add(new WeightBar(Feature.Prior, codes[random.Next(codes.Length)], random.NextDouble() * 6 - 3, new ReasonParameters { Seconds = random.Next(1, 100_000) }));
            yield return ReviewedPair.Of(PairRelation.TelegramToPhone, bars, random.Next(2) == 0, random.Next(4) == 0);
        }
    }

    // m of every level that a pattern has.
    private static IEnumerable<double> Shares(LevelPattern pattern, MatchModel model)
    {
        static double At(AgreementLevels levels, params ReadOnlySpan<int> order)
        {
            // 1 equal, 2 related, 3 near, 4 different, 5 equal or near, 6 all that agree.
            var sum = 0.0;
            foreach (var level in order) sum += level switch { 1 => levels.Equal, 2 => levels.Related, 3 => levels.Near, 4 => levels.Different, 5 => levels.Equal + levels.Near, _ => levels.Equal + levels.Related + levels.Near };
            return sum;
        }

        if (pattern[LevelPattern.FirstName] is var first and > 0) yield return At(model.FirstName, first);
        if (pattern[LevelPattern.Surname] is var surname and > 0) yield return At(model.Surname, surname switch { 1 => 1, 2 => 3, 3 => 5, _ => 4 });
        if (pattern[LevelPattern.HandleEmail] is var email and > 0) yield return At(model.HandleEmail, email == 3 ? 4 : email);
        if (pattern[LevelPattern.HandleName] is var name and > 0) yield return At(model.HandleName, name == 1 ? 6 : 4);
        if (pattern[LevelPattern.Sex] is var sex and > 0) yield return At(model.Sex, sex == 1 ? 1 : 4);
        if (pattern[LevelPattern.Patronymic] is var father and > 0) yield return At(model.Patronymic, father == 1 ? 1 : 4);
        if (pattern[LevelPattern.Phone] is var phone and > 1) yield return At(model.PhoneInText, phone switch { 2 => 1, 3 => 2, _ => 4 });
        yield return pattern.TimeBin switch
        {
            0 => model.Time.Nothing,
            < Levels.CardAfter and var bin => model.Time.AfterMessage[bin - Levels.AfterMessage],
            < Levels.CardBefore and var bin => model.Time.CardAfterChat[bin - Levels.CardAfter],
            var bin => model.Time.CardBeforeChat[bin - Levels.CardBefore],
        };
    }

    private static object Parts(MatchModel model) => (model.Version, model.FirstName, model.Surname, model.HandleEmail, string.Join(' ', model.Time.AfterMessage.Append(model.Time.Nothing).Select(share => share.ToString("R", System.Globalization.CultureInfo.InvariantCulture))));
}
