using DedupPortal.Matching.Contacts;

namespace DedupPortal.Matching.Tests.Contacts;

public sealed class TextIdentifiersTests
{
    [Theory]
    [InlineData("Мой номер +7 (999) 000-00-12, звоните", 79990000012, false)]
    [InlineData("перезвоните 8 999 000 00 12", 79990000012, false)]
    [InlineData("запишите номер мужа: 89990000012", 79990000012, true)]
    [InlineData("это телефон моей мамы +79990000012", 79990000012, true)]
    [InlineData("Жене не звоните. Мой: 89990000012", 79990000012, false)]
    [InlineData("нужны 2 окна, 89990000012", 79990000012, false)]
    public void Read_PhoneInChat_KnowsWhose(string text, long number, bool ofAnother)
    {
        var found = new TextIdentifiers();

        found.Read(text);

        var phone = Assert.Single(found.Phones);
        Assert.Equal(number, phone.Phone.Number);
        Assert.Equal(ofAnother, phone.OfAnother);
    }

    [Theory]
    [InlineData("заказ 4950")]
    [InlineData("счёт №12345678901234567890")]
    [InlineData("код imol|telegrambot|2|6554232511|421681")]
    public void Read_OtherNumbers_AreNoPhones(string text)
    {
        var found = new TextIdentifiers();

        found.Read(text);

        Assert.Empty(found.Phones);
    }

    [Theory]
    [InlineData("Здравствуйте, меня зовут Григорий Суриков", "григорий - surikov")]
    [InlineData("Хочу записаться, это Раиса Лавренова", "раиса - lavrenov")]
    [InlineData("Ок. Меня зовут Маша", "маша - -")]
    [InlineData("это Важно", "- - -")]
    [InlineData("я приеду завтра", "- - -")]
    public void Read_Introduction_GivesName(string text, string expected)
    {
        var found = new TextIdentifiers();

        found.Read(text);

        Assert.Equal(expected, found.Name.NormalForm);
    }

    [Fact]
    public void Read_Addresses_AreFound()
    {
        var found = new TextIdentifiers();

        found.Read("Почта anna@example.com, телеграм @anna_zel или https://t.me/anna_zel2.");

        Assert.Equal(["anna@example.com"], found.Emails.Select(e => e.Key));
        Assert.Equal(["anna_zel", "anna_zel2"], found.Usernames);
    }

    // Texts put together at random of what matters to the reader, with a fixed seed.
    [Fact]
    public void MayTell_No_NothingIsFound()
    {
        string[] pieces = ["я", "Я", "Анна", "анна", "АННА", "зовут", "это", "is", ".", " ", " ", "!", "\n", "12", "916 123-45-67", "8", "@anna_k", "t.me/anna_k", "a@b.example", "ё", "𝐀nna", "😀"];
        var random = new Random(5);
        var silent = 0;

        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, 1 + random.Next(7)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (TextIdentifiers.MayTell(text)) continue;
            silent++;
            var found = new TextIdentifiers();
            found.Read(text);
            Assert.True(found.Phones.Count + found.Emails.Count + found.Usernames.Count == 0 && found.Name.First is null, text);
        }

        Assert.InRange(silent, 2_000, 15_000);
    }
}
