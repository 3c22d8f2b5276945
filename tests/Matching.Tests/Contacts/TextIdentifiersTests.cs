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
}
