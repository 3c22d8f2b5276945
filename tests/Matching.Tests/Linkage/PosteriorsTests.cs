using DedupPortal.Matching.Linkage;

namespace DedupPortal.Matching.Tests.Linkage;

public sealed class PosteriorsTests
{
    [Fact]
    public void CompetitionBits_TwoEqualAlternatives_ShareTheChat()
    {
        // Each alternative has odds 2^(10−7) = 8, so one loses log2(1 + 8) bits to the other and keeps 8/17.
        var competition = Of(persons: 2, [(0, 10), (1, 10)]);

        Assert.Equal(-Math.Log2(9), competition.CompetitionBits(0, 0), 5);
        Assert.Equal(8 / 17.0, competition[0, 0], 5);
        Assert.Equal(8 / 17.0, Bits.ToProbability(-7 + 10 + competition.CompetitionBits(0, 0)), 5);
    }

    [Fact]
    public void CompetitionBits_Nobody_IsZero()
    {
        var competition = Of(persons: 1, [(0, 10)]);

        Assert.Equal(0, competition.CompetitionBits(0, 0), 6);
        Assert.Equal(0, competition.ContestedBits(0, 0), 6);
    }

    [Fact]
    public void ContestedBits_StrongAndWeakChatWantOnePerson_WeakLoses()
    {
        // Odds alone: 2^(17−7) = 1024 and 2^(8−7) = 2. The strong chat's claim leaves the weak one the floor of 3 %.
        var competition = Of(persons: 1, [(0, 17)], [(0, 8)]);

        Assert.InRange(competition.ContestedBits(0, 0), -0.2, 0);
        Assert.Equal(Math.Log2(MatchModel.Default.SecondAccountShare), competition.ContestedBits(1, 0), 1);
        Assert.True(competition[1, 0] < 0.1);
    }

    private static Posteriors Of(int persons, params (int Person, float Weight)[][] chats)
    {
        var alternatives = new Alternatives(chats.Length);
        for (var chat = 0; chat < chats.Length; chat++)
            alternatives.Set(chat, [.. chats[chat].Select(a => new Alternative(a.Person, a.Person, chat, 0, a.Weight))], rest: 0);
        return new Posteriors(alternatives, persons, prior: -7, MatchModel.Default);
    }
}
