using DedupPortal.Matching.Indexing;
using DedupPortal.Matching.Names;
using DedupPortal.Matching.Scoring;

namespace DedupPortal.Matching.Tests.Scoring;

public sealed class NameComparisonTests
{
    // Ten cards: four Анна (one as Аня), the rest men; one Зеленцова.
    private static readonly PersonName[] s_cards =
    [
        Staff("Анна Зеленцова"), Staff("Анна Руднева"), Staff("Анна Белова"), Staff("Аня Дубова"), Staff("Иван Белов"),
        Staff("Пётр Краснов"), Staff("Олег Ершов"), Staff("Глеб Ершов"), Staff("Марк Лунин"), Staff("Юрий Мохов"),
    ];

    private readonly Evidence _evidence = new();

    [Fact]
    public void Compare_SameForm_WeighsItsCount()
    {
        // m = .60; u = (3 cards + 100 × share of "Анна") / (10 + 100), share of the full form = 0.7 × 560/10,000.
        Compare("Анна", "Анна Руднева");

        var finding = Assert.Single(_evidence.Findings);
        Assert.Equal(ReasonCode.FirstNameSame, finding.Code);
        Assert.Equal(Math.Log2(0.60 / ((3 + (100 * NameDictionary.Find("анна")!.Share)) / 110)), finding.Bits, 9);
    }

    [Fact]
    public void Compare_Diminutive_WeighsOtherForms()
    {
        // "Анюта" itself is on no card; its other forms are on four.
        Compare("Анюта", "Анна Руднева");

        var finding = Assert.Single(_evidence.Findings);
        Assert.Equal(ReasonCode.FirstNameDiminutive, finding.Code);
        Assert.Equal(Math.Log2(0.26 / ((4 + (100 * NameDictionary.Find("анюта")!.Share / 2)) / 110)), finding.Bits, 9);
    }

    [Fact]
    public void Compare_RareSurname_WeighsMoreThanCommonOne()
    {
        Compare("Анна Зеленцова", "Анна Зеленцова");
        var rare = Of(Feature.Surname);
        Compare("Анна Белова", "Анна Белова");
        var common = Of(Feature.Surname);

        // Зеленцов stands on one card, Белов on two: u = (count + 100 × 0.0003) / (10 + 100).
        Assert.Equal(Math.Log2(0.89 / (1.03 / 110)), rare.Bits, 9);
        Assert.Equal(Math.Log2(0.89 / (2.03 / 110)), common.Bits, 9);
    }

    [Fact]
    public void Compare_DifferentSurnames_SpeaksStronglyAgainst()
    {
        Compare("Анна Зеленцова", "Анна Руднева");

        Assert.Equal(ReasonCode.SurnameDifferent, Of(Feature.Surname).Code);
        Assert.True(Of(Feature.Surname).Bits < -4);
    }

    [Fact]
    public void Compare_Nickname_ContradictsNobody()
    {
        Compare("Снежинка дождя", "Анна Руднева");

        Assert.DoesNotContain(_evidence.Findings, f => f.Bits < 0);
    }

    [Theory]
    [InlineData("Анна Р.", ReasonCode.SurnameInitialSame)]
    [InlineData("Анна К.", ReasonCode.SurnameInitialDifferent)]
    public void Compare_Initial_IsWeighed(string text, ReasonCode expected)
    {
        Compare(text, "Анна Руднева");

        Assert.Equal(expected, Of(Feature.Surname).Code);
        Assert.Equal(expected == ReasonCode.SurnameInitialSame, Of(Feature.Surname).Bits > 0);
    }

    [Fact]
    public void Compare_SurnameOfSharedPhone_SaysLittle()
    {
        new NameComparison(MatchModel.Default, MatchModel.Default.FirstName, new NameStatistics(s_cards, 100))
            .Compare(Staff("Иван Зеленцов"), Staff("Анна Зеленцова"), shareContactPoint: true, _evidence);

        // log2(.89 / .4)
        Assert.Equal(Math.Log2(0.89 / 0.4), Of(Feature.Surname).Bits, 9);
        Assert.True(Of(Feature.FirstName).Bits < -3);
    }

    private static PersonName Staff(string text) => NameParser.Parse(text, typedByStaff: true);

    private Finding Of(Feature feature) => _evidence.Findings.Single(f => f.Feature == feature);

    private void Compare(string chat, string card)
    {
        _evidence.Clear();
        new NameComparison(MatchModel.Default, MatchModel.Default.FirstName, new NameStatistics(s_cards, 100))
            .Compare(NameParser.Parse(chat, typedByStaff: false), Staff(card), shareContactPoint: false, _evidence);
    }
}
