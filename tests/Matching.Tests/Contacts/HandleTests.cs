using DedupPortal.Matching.Contacts;

namespace DedupPortal.Matching.Tests.Contacts;

public sealed class HandleTests
{
    [Theory]
    [InlineData("ivan_petrov85", "иван", "petrov")]
    [InlineData("petrova.anna", "анна", "petrov")]
    [InlineData("katerinakomarova", "катерина", "komarov")]
    [InlineData("IvanPetrov", "иван", "petrov")]
    [InlineData("boriasemenov", "боря", "semenov")]
    [InlineData("petrovanna", "анна", "petrov")]
    [InlineData("kiakovleva1998", null, "kakovlev")]
    [InlineData("vladimirova85", null, "vladimirov")]
    [InlineData("night_rider", null, "nigt")]
    [InlineData("sasha", "саша", null)]
    public void Read_Handle_FindsNameParts(string text, string? first, string? surname)
    {
        var handle = Handle.Read(text)!;

        Assert.Equal(first, handle.First?.Key);
        Assert.Equal(surname, handle.Surnames is [var likeliest, ..] ? likeliest : null);
    }

    [Theory]
    [InlineData("ivan_petrov", "petrov.ivan85")]
    [InlineData("anna-zhukova", "zukova_anna")]
    public void WordKey_SameWordsInAnotherOrder_IsEqual(string one, string other)
    {
        Assert.Equal(Handle.Read(one)!.WordKey, Handle.Read(other)!.WordKey);
        Assert.NotEqual(Handle.Read(one)!.Key, Handle.Read(other)!.Key);
    }

    [Fact]
    public void Surnames_InitialGluedBefore_IsAmongThem()
    {
        Assert.Contains("akovlev", Handle.Read("kiakovleva1998")!.Surnames);
    }

    [Theory]
    [InlineData("Some.Body+shop@Gmail.com", "somebody@gmail.com")]
    [InlineData("some.body@googlemail.com", "somebody@gmail.com")]
    [InlineData("some.body@ya.ru", "some-body@yandex.ru")]
    [InlineData("<a.b@example.com>", "a.b@example.com")]
    [InlineData("no-at.example.com", null)]
    [InlineData("two@at@example.com", null)]
    [InlineData("a@b", null)]
    public void Parse_Email_HasKeyOfMailbox(string text, string? key)
    {
        Assert.Equal(key, EmailAddress.Parse(text)?.Key);
    }
}
