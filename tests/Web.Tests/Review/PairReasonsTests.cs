using Bunit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Matching;
using DedupPortal.Web.Components.Pages.Review;

namespace DedupPortal.Web.Tests.Review;

public sealed class PairReasonsTests : ComponentTest
{
    // The findings that the engine tries for a verdict to change; it has no list of them.
    public static TheoryData<string, ReasonCode> Codes()
    {
        var codes = new TheoryData<string, ReasonCode>();
        foreach (var language in new[] { "en", "ru" })
            foreach (var code in (ReasonCode[])[ReasonCode.FirstNameSame, ReasonCode.SurnameSame, ReasonCode.HandleEmailSame, ReasonCode.TimeAfterMessage, ReasonCode.PhoneInText, ReasonCode.PhoneSame, ReasonCode.EmailSame, ReasonCode.CompanyNameSame])
                codes.Add(language, code);
        return codes;
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Change_OfEachKind_IsASentenceWithItsProbability(string language, ReasonCode code)
    {
        using var culture = new CultureScope(language);

        var reasons = Render([new VerdictChange(Feature.Surname, code, 0.968)]);

        var sentence = Assert.Single(reasons.FindAll(".changes li")).TextContent;
        Assert.Contains("96", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(code.ToString(), sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", " — without it: 41")]
    [InlineData("ru", " — без этого было бы 41")]
    public void Without_NamesTheReasonAndWhatWouldBeLeft(string language, string expected)
    {
        using var culture = new CultureScope(language);

        var sentence = Assert.Single(Render([new VerdictChange(Feature.Time, ReasonCode.TimeAfterMessage, 0.41) { IsWithout = true }]).FindAll(".changes li")).TextContent;

        Assert.Contains(expected, sentence, StringComparison.Ordinal);
        Assert.Contains("2 ", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("TimeAfterMessage", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_WhenThereAreNone_AreNotMentioned() => Assert.Empty(Render([]).FindAll("h3"));

    private IRenderedComponent<PairReasons> Render(IReadOnlyList<VerdictChange> changes) => Render<PairReasons>(parameters => parameters.Add(reasons => reasons.Pair, new PairView(
        new EntityRef(EntityType.Contact, 131), new EntityRef(EntityType.Lead, 50), PairRelation.TelegramToPhone, 5.9, 0.6, Classification.PossibleMatch,
        [new ExplanationBar(Feature.Time, ReasonCode.TimeAfterMessage, 12.6, new ExplanationParameters(Seconds: 120, Count: 1))], changes)));
}
