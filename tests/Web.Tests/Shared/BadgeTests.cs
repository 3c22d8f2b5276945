using Bunit;
using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Web.Components.Shared;

namespace DedupPortal.Web.Tests.Shared;

public sealed class BadgeTests : ComponentTest
{
    [Theory]
    [InlineData(0.9999, "99%", "score-high")]
    [InlineData(1, "100%", "score-high")]
    [InlineData(0.8, "80%", "score-middle")]
    [InlineData(0.41, "41%", "score-low")]
    public void Score_Probability_IsRoundedDown(double probability, string text, string band)
    {
        var badge = Render<ScoreBadge>(parameters => parameters.Add(b => b.Probability, probability)).Find(".score");

        Assert.Equal(text, badge.TextContent);
        Assert.Contains(band, badge.ClassList);
    }

    [Theory]
    [InlineData(Classification.Match, "score-high")]
    [InlineData(Classification.PossibleMatch, "score-middle")]
    [InlineData(Classification.NonMatch, "score-low")]
    public void Score_Verdict_DecidesTheColour(Classification verdict, string band)
    {
        var badge = Render<ScoreBadge>(parameters => parameters.Add(b => b.Probability, 0.9).Add(b => b.Verdict, verdict)).Find(".score");

        Assert.Contains(band, badge.ClassList);
    }

    [Theory]
    [InlineData("en", EntityType.Deal, "Deal")]
    [InlineData("ru", EntityType.Deal, "Сделка")]
    [InlineData("ru", EntityType.Lead, "Лид")]
    public void Entity_Type_IsSaidInBitrix24sWord(string language, EntityType type, string word)
    {
        using var culture = new CultureScope(language);

        var badge = Render<EntityBadge>(parameters => parameters.Add(b => b.Type, type).Add(b => b.Id, 12));

        Assert.Contains(word, badge.Find(".entity").TextContent, StringComparison.Ordinal);
        Assert.Equal("12", badge.Find(".entity-id").TextContent);
    }
}
