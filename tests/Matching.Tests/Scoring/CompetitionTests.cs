using DedupPortal.Matching.Scoring;

namespace DedupPortal.Matching.Tests.Scoring;

public sealed class CompetitionTests
{
    [Fact]
    public void CompetitionBits_TwoEqualAlternatives_ShareTheChat()
    {
        // Each alternative has odds 2^(10−7) = 8, so one loses log2(1 + 8) bits to the other and keeps 8/17.
        var chat = new Alternatives([new(0, 10, 0, 0), new(1, 10, 0, 1)], RestOdds: 0);

        var competition = new Competition([chat], persons: 2, prior: -7, MatchModel.Default);

        Assert.Equal(-Math.Log2(9), competition.CompetitionBits(0, 0), 9);
        Assert.Equal(8 / 17.0, competition.Posterior(0, 0), 9);
        Assert.Equal(8 / 17.0, Bits.ToProbability(-7 + 10 + competition.CompetitionBits(0, 0)), 9);
    }

    [Fact]
    public void CompetitionBits_Nobody_IsZero()
    {
        var competition = new Competition([new Alternatives([new(0, 10, 0, 0)], 0)], persons: 1, prior: -7, MatchModel.Default);

        Assert.Equal(0, competition.CompetitionBits(0, 0), 12);
        Assert.Equal(0, competition.ContestedBits(0, 0), 12);
    }

    [Fact]
    public void ContestedBits_StrongAndWeakChatWantOnePerson_WeakLoses()
    {
        // Odds alone: 2^(17−7) = 1024 and 2^(8−7) = 2. The strong chat's claim leaves the weak one the floor of 3 %.
        var strong = new Alternatives([new(0, 17, 0, 0)], 0);
        var weak = new Alternatives([new(0, 8, 0, 0)], 0);

        var competition = new Competition([strong, weak], persons: 1, prior: -7, MatchModel.Default);

        Assert.InRange(competition.ContestedBits(0, 0), -0.2, 0);
        Assert.Equal(Math.Log2(MatchModel.Default.SecondAccountShare), competition.ContestedBits(1, 0), 1);
        Assert.True(competition.Posterior(1, 0) < 0.1);
    }
}
