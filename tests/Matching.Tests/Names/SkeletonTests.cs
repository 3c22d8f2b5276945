using DedupPortal.Matching.Kernels;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Tests.Names;

public sealed class SkeletonTests
{
    // The same surname in Cyrillic and under different transliteration schemes.
    [Theory]
    [InlineData("щукина", "shchukina", "schukina")]
    [InlineData("жуков", "zhukov", "žukov")]
    [InlineData("хрущёв", "khrushchev", "hruschev")]
    [InlineData("чайковский", "chaykovskiy", "čajkovskij")]
    [InlineData("цветков", "tsvetkov", "tcvetkov")]
    [InlineData("юрьев", "yuryev", "iurev")]
    [InlineData("алексеев", "alekseev", "alekseyev")]
    [InlineData("дмитриев", "dmitriev", "dmitriyev")]
    [InlineData("соловьёв", "solovyov", "solovev")]
    [InlineData("яковлева", "yakovleva", "iakovleva")]
    public void Coarse_TransliterationSchemes_FallTogether(string cyrillic, string one, string other)
    {
        Assert.Equal(Skeleton.Coarse(cyrillic), Skeleton.Coarse(one));
        Assert.Equal(Skeleton.Coarse(cyrillic), Skeleton.Coarse(other));
    }

    [Fact]
    public void Fine_YanaAndAnna_StayApart()
    {
        Assert.NotEqual(Skeleton.Fine("яна"), Skeleton.Fine("анна"));
        Assert.Equal(Skeleton.Coarse("яна"), Skeleton.Coarse("анна"));
    }

    [Theory]
    [InlineData("Алeкceй", "Алексей")] // Latin e, c
    [InlineData("Cepгeй", "Сергей")] // Latin C, e, p
    [InlineData("Аnnа", "Anna")] // Cyrillic А, а
    [InlineData("Anna", "Anna")]
    [InlineData("Анна", "Анна")]
    public void Repair_MixedWord_BecomesOneScript(string word, string expected)
    {
        Assert.Equal(expected, Homoglyphs.Repair(word, out _));
    }

    // Counted by hand: one swap of neighbours, one insertion, two substitutions, nothing in common.
    [Theory]
    [InlineData("vear", "vera", 1)]
    [InlineData("kola", "kolka", 1)]
    [InlineData("petrov", "fedrov", 2)]
    [InlineData("abc", "xyz", 3)]
    [InlineData("", "abc", 3)]
    public void Distance_Words_IsNumberOfSlips(string one, string other, int expected)
    {
        Assert.Equal(expected, EditDistance.WithSwaps(one, other));
        Assert.Equal(expected, EditDistance.WithSwaps(other, one));
    }

    [Fact]
    public void Dictionary_Sasha_StandsForBothSexes()
    {
        var form = NameDictionary.Find("саша")!;

        Assert.Equal(["Александр", "Александра"], form.Groups.Select(NameDictionary.FullName).Order(StringComparer.Ordinal));
        Assert.Equal(Sex.Unknown, form.Sex);
        Assert.True(NameDictionary.Count >= 150, $"only {NameDictionary.Count} names");
    }

    [Theory]
    [InlineData("александр", "александра", false)]
    [InlineData("саша", "александра", true)]
    [InlineData("саша", "шура", true)]
    [InlineData("лёша", "алексей", true)]
    [InlineData("слава", "вячеслав", true)]
    [InlineData("слава", "ярослав", true)]
    [InlineData("вячеслав", "ярослав", false)]
    [InlineData("женя", "евгения", true)]
    [InlineData("яна", "анна", false)]
    public void SharesGroup_TwoForms_AgreeWhenOneNameFits(string one, string other, bool expected)
    {
        var (a, b) = (NameDictionary.Find(one)!, NameDictionary.Find(other)!);

        Assert.Equal(expected, a.SharesGroup(b));
        Assert.Equal(expected, b.SharesGroup(a));
    }

    [Theory]
    [InlineData("ООО «Тёплый дом»", "\"Теплый Дом\" ООО")]
    [InlineData("ООО  «Ромашка».", "Ромашка, ООО")]
    [InlineData("ИП Сидоров П.", "Сидоров П")]
    public void CompanyTitle_SameName_HasSameKey(string one, string other)
    {
        Assert.Equal(CompanyTitle.Read(one).Key, CompanyTitle.Read(other).Key);
        Assert.NotEqual("", CompanyTitle.Read(one).Key);
    }
}
