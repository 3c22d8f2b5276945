using System.Text.RegularExpressions;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Matching;
using DedupPortal.Web.Components.Pages.Review;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Tests.Review;

public sealed partial class ReasonTextTests : ComponentTest
{
    // What each placeholder of a sentence stands for; a sentence may quote only what its code carries.
    private static readonly Dictionary<int, ReasonParameter> s_placeholders = new()
    {
        [0] = ReasonParameter.First,
        [1] = ReasonParameter.Second,
        [2] = ReasonParameter.Frequency,
        [3] = ReasonParameter.Count,
        [4] = ReasonParameter.Seconds,
        [5] = ReasonParameter.Record,
        [6] = ReasonParameter.OtherRecord,
    };

    public static TheoryData<string, ReasonCode> Codes()
    {
        var codes = new TheoryData<string, ReasonCode>();
        foreach (var language in new[] { "en", "ru" })
            foreach (var entry in ReasonCatalogue.All)
                codes.Add(language, entry.Code);
        return codes;
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Sentence_OfEveryCode_ExistsAndQuotesOnlyWhatTheCodeCarries(string language, ReasonCode code)
    {
        using var culture = new CultureScope(language);
        var entry = ReasonCatalogue.All.Single(found => found.Code == code);

        var text = Texts[code.ToString()];

        Assert.False(text.ResourceNotFound, $"{code} has no sentence in {language}.");
        var quoted = Placeholder().Matches(text.Value).Select(match => s_placeholders[match.Value[1] - '0']);
        Assert.Empty(quoted.Except(entry.Parameters));
    }

    [Theory]
    [InlineData("en", 41, "The chat began 41 seconds after an outgoing message to this phone")]
    [InlineData("ru", 41, "Чат начался через 41 секунду после исходящего сообщения на этот номер")]
    [InlineData("ru", 120, "Чат начался через 2 минуты после исходящего сообщения на этот номер")]
    [InlineData("ru", 7200, "Чат начался через 2 часа после исходящего сообщения на этот номер")]
    [InlineData("ru", 432000, "Чат начался через 5 дней после исходящего сообщения на этот номер")]
    public void Sentence_AboutTime_CountsInTheLanguagesForms(string language, long seconds, string expected)
    {
        using var culture = new CultureScope(language);

        var sentence = ReasonText.Of(Texts, new ExplanationBar(Feature.Time, ReasonCode.TimeAfterMessage, 1, new ExplanationParameters(Seconds: seconds, Count: 1)));

        Assert.Equal(expected, sentence);
    }

    [Fact]
    public void Sentence_AboutNames_WritesThemAsPeopleDo()
    {
        using var culture = new CultureScope("ru");

        var sentence = ReasonText.Of(Texts, new ExplanationBar(Feature.Surname, ReasonCode.SurnameDifferent, -5, new ExplanationParameters(First: "римский-корсаков", Second: "lee")));

        Assert.Contains("«Римский-Корсаков» и «Lee»", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentence_AboutAnotherCard_NamesItsTypeAndId()
    {
        using var culture = new CultureScope("ru");

        var sentence = ReasonText.Of(Texts, new ExplanationBar(Feature.Sibling, ReasonCode.SiblingEvidence, -1, new ExplanationParameters(Record: new EntityRef(EntityType.Contact, 120))));

        Assert.EndsWith("контакт 120", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2.84, "+2.8")]
    [InlineData(-9.5, "−9.5")]
    [InlineData(0, "0.0")]
    public void Bits_Always_ShowTheirSign(double bits, string expected) => Assert.Equal(expected, ReasonText.Bits(bits));

    private IStringLocalizer<ReasonText> Texts => Services.GetRequiredService<IStringLocalizer<ReasonText>>();

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    // The engine gives competition no positive weight: without rivals it costs a fraction of a bit.
    [Theory]
    [InlineData(ReasonCode.CompetitionNone, -0.01, true)]
    [InlineData(ReasonCode.CompetitionOthers, -1.2, false)]
    [InlineData(ReasonCode.TimeAfterMessage, 3, true)]
    public void SpeaksFor_Reason_FollowsWhatItSays(ReasonCode code, double bits, bool expected) =>
        Assert.Equal(expected, ReasonText.SpeaksFor(new ExplanationBar(Feature.Competition, code, bits, new ExplanationParameters())));
}
