namespace DedupPortal.Matching.Tests;

public sealed class VerdictChangeTests
{
    [Fact]
    public void Changes_OfAPossiblePair_ComeTrueWhenTheyAreMade()
    {
        // An Anna writes half an hour after a message to an Anna: likely, and never more than possible by that alone.
        var contact = Card.Phone(1, "Анна", "Бронштейн", "+7 999 000-00-12").WrittenTo(Card.Noon.AddMinutes(-30));
        var lead = Card.Telegram(2, "Анна", 555_001);
        MatchRecord[] others = [.. Card.Crowd()];

        var before = Card.Run([contact, lead, .. others]).Between(0, 1)!;
        var after = Card.Run([contact, lead with { Comments = "мой номер 8 (999) 000-00-12" }, .. others]).Between(0, 1)!;

        Assert.Equal(Classification.PossibleMatch, before.Classification);
        var change = Assert.Single(before.Changes, change => change.Code == ReasonCode.PhoneInText);
        Assert.Equal(after.Probability, change.Probability, 0.01);
        Assert.Equal(Classification.Match, after.Classification);
        Assert.All(after.Changes, change => Assert.True(change.IsWithout));
    }

    /// <summary>What carries a match: made away with, the pair is what was said of it.</summary>
    [Fact]
    public void Changes_OfAMatch_NameWhatCarriesIt()
    {
        var contact = Card.Phone(1, "Анна", "Бронштейн", "+7 999 000-00-12").WrittenTo(Card.Noon.AddMinutes(-30));
        var lead = Card.Telegram(2, "Анна", 555_001) with { Comments = "мой номер 8 (999) 000-00-12" };
        MatchRecord[] others = [.. Card.Crowd()];

        var match = Card.Run([contact, lead, .. others]).Between(0, 1)!;
        var without = Card.Run([contact, lead with { Comments = "" }, .. others]).Between(0, 1)!;

        Assert.Equal(Classification.Match, match.Classification);
        var change = Assert.Single(match.Changes);
        Assert.Equal((Feature.Phone, ReasonCode.PhoneInText, true), (change.Feature, change.Code, change.IsWithout));
        // The other candidates of the chat gain by it, which is not counted.
        Assert.Equal(without.Probability, change.Probability, 0.05);
        Assert.True(without.Classification < Classification.Match);
    }

    [Fact]
    public void Changes_OfCardsOfOneKind_ComeTrueWhenTheyAreMade()
    {
        var one = Card.Phone(1, "Анна", "Бронштейн", "+7 999 000-00-12") with { Emails = ["anna@client.example"] };
        var other = Card.Phone(2, "Анна", "Вербицкая", "+7 999 000-00-35") with { Emails = ["anna@client.example"] };
        MatchRecord[] others = [.. Card.Crowd()];
        var model = MatchModel.Default with { PossibleThreshold = 0.03 };

        var before = MatchEngine.Run([one, other, .. others], model, MatchConstraints.None, null, CancellationToken.None).Between(0, 1)!;
        var after = MatchEngine.Run([one, other with { Phones = one.Phones }, .. others], model, MatchConstraints.None, null, CancellationToken.None).Between(0, 1)!;

        Assert.Equal(Classification.PossibleMatch, before.Classification);
        var change = Assert.Single(before.Changes, change => change.Code == ReasonCode.PhoneSame);
        Assert.Equal(after.Probability, change.Probability, 0.15);
        Assert.True(after.Probability > before.Probability + 0.3);
    }

    [Fact]
    public void Changes_EveryPair_LiftItAndStandInOrder()
    {
        var result = Card.Run(PortalGenerator.Create(new PortalShape { Seed = 11 }).Records);

        Assert.True(result.Scores.Count(score => score.Changes.Count > 0) > 50);
        Assert.All(result.Scores, score =>
        {
            Assert.Equal(score.Changes.OrderBy(change => change.Probability), score.Changes);
            Assert.All(score.Changes.Where(change => !change.IsWithout), change => Assert.InRange(change.Probability, 0.5, 1));
            Assert.All(score.Changes.Where(change => change.IsWithout), change => Assert.True(change.Probability < score.Probability));
            Assert.InRange(score.Changes.Count(change => change.IsWithout), 0, 3);
            Assert.True(score.Classification == Classification.PossibleMatch || score.Changes.All(change => change.IsWithout));
        });
    }

    [Fact]
    public void Run_WithTheModelItHasTaught_GivesTheSameScores()
    {
        var records = PortalGenerator.Create(new PortalShape { Seed = 31 }).Records;
        var first = Card.Run(records);
        ReviewedPair[] reviewed = [.. first.Scores.Take(230).Select((score, i) => ReviewedPair.Of(score.Relation, score.Explanation.Bars.ToList(), i % 3 > 0))];
        var constraints = MatchConstraints.None with { Reviewed = reviewed };

        var taught = Card.Run(records, constraints);
        var again = MatchEngine.Run(records, MatchModel.Default with { Taught = taught.Model }, constraints, null, CancellationToken.None);

        Assert.True(taught.LearntFromChats >= 300);
        Assert.Equal(0, again.LearntFromChats);
        Assert.Equal(taught.ModelVersion, again.ModelVersion);
        Assert.Equal(taught.Scores.Select(score => (score.Pair, score.LogOdds)), again.Scores.Select(score => (score.Pair, score.LogOdds)));
        Assert.NotEqual(first.Scores.Select(score => score.LogOdds), again.Scores.Select(score => score.LogOdds));
    }
}
