namespace DedupPortal.Matching.Tests;

public sealed class OpenQuestionTests
{
    private static readonly LabelledPortal s_portal = PortalGenerator.Create(new PortalShape { Seed = 41 });
    private static readonly MatchResult s_result = Card.Run(s_portal.Records);

    [Fact]
    public void Rank_Portal_AsksAboutOpenPairsOnce()
    {
        var questions = OpenQuestions.Rank(s_result, MatchConstraints.None, 20);

        Assert.Equal(20, questions.Count);
        Assert.Equal(20, questions.Select(question => s_result.Scores.Single(score => score.Pair == question.Pair).Pattern).Distinct().Count());
        Assert.All(questions, question => Assert.Equal(Classification.PossibleMatch, s_result.Scores.Single(score => score.Pair == question.Pair).Classification));
        Assert.True(questions[0].Settles >= questions[^1].Settles);
        Assert.Equal(questions, OpenQuestions.Rank(s_result, MatchConstraints.None, 20));
    }

    [Fact]
    public void Rank_Counts_AreThoseOfAScan()
    {
        var open = s_result.Scores.Where(score => score.Classification == Classification.PossibleMatch).ToList();

        foreach (var question in OpenQuestions.Rank(s_result, MatchConstraints.None, 12))
        {
            var pattern = open.Single(score => score.Pair == question.Pair).Pattern;
            var cluster = s_result.Clusters.SingleOrDefault(c => Has(c, question.Pair));
            var others = open.Where(score => score.Pair != question.Pair).ToList();
            Assert.Equal(others.Count(score => score.Pattern == pattern), question.Alike);
            Assert.Equal(others.Count(score => score.Pattern != pattern && (Shares(score.Pair, question.Pair) || cluster is not null && Has(cluster, score.Pair))), question.Linked);
        }

        static bool Has(DuplicateCluster cluster, RecordPair pair) => cluster.Members.Count(member => member.Record == pair.First || member.Record == pair.Second) == 2;
        static bool Shares(RecordPair one, RecordPair other) => one.First == other.First || one.First == other.Second || one.Second == other.First || one.Second == other.Second;
    }

    [Fact]
    public void Rank_AnsweredPattern_StepsBack()
    {
        var first = OpenQuestions.Rank(s_result, MatchConstraints.None, 1)[0];
        var score = s_result.Scores.Single(s => s.Pair == first.Pair);
        var answered = Enumerable.Repeat(ReviewedPair.Of(score.Relation, [.. score.Explanation.Bars], same: true), 50).ToList();

        var next = OpenQuestions.Rank(s_result, MatchConstraints.None with { Reviewed = answered }, 1)[0];
        var decided = OpenQuestions.Rank(s_result, new MatchConstraints([], [first.Pair]), int.MaxValue);

        Assert.NotEqual(score.Pattern, s_result.Scores.Single(s => s.Pair == next.Pair).Pattern);
        Assert.DoesNotContain(decided, question => question.Pair == first.Pair);
    }

    [Fact]
    public void Rank_NothingOpen_IsEmpty() => Assert.Empty(OpenQuestions.Rank(Card.Run([]), MatchConstraints.None, 5));
}
