using DedupPortal.Matching.Contacts;

namespace DedupPortal.Matching.Tests.Contacts;

public sealed class PhoneParserTests
{
    // Expected numbers are read off the national dialling rules by hand.
    [Theory]
    [InlineData("+7 999 000-00-12", 79990000012, null)]
    [InlineData("8 (999) 000-00-12", 79990000012, null)]
    [InlineData("8-999-000-00-12", 79990000012, null)]
    [InlineData("9990000012", 79990000012, null)]
    [InlineData("7 999 0000012", 79990000012, null)]
    [InlineData("тел. 8999 0000012", 79990000012, null)]
    [InlineData("+8 999 000 00 12", 79990000012, null)]
    [InlineData("８(９９９)０００-００-１２", 79990000012, null)]
    [InlineData("8 (495) 000-12-34 доб. 105", 74950001234, "105")]
    [InlineData("+7 495 000 12 34 ext 7", 74950001234, "7")]
    [InlineData("+74950001234,12", 74950001234, "12")]
    [InlineData("4950001234#9", 74950001234, "9")]
    [InlineData("8 707 000 12 34", 77070001234, null)]
    [InlineData("7070001234", 77070001234, null)]
    [InlineData("80 29 700-12-34", 375297001234, null)]
    [InlineData("+375 (29) 700 12 34", 375297001234, null)]
    [InlineData("067 700 12 34", 380677001234, null)]
    [InlineData("+380677001234", 380677001234, null)]
    [InlineData("90 700 12 34", 998907001234, null)]
    [InlineData("998 90 700 12 34", 998907001234, null)]
    [InlineData("077 70 12 34", 0, null)]
    [InlineData("091 701234", 37491701234, null)]
    [InlineData("+374 91 701234", 37491701234, null)]
    [InlineData("+996 700 12 35 46", 996700123546, null)]
    [InlineData("810 49 151 2345 6780", 4915123456780, null)]
    [InlineData("00 49 151 23456780", 4915123456780, null)]
    [InlineData("+44 7700 900123", 447700900123, null)]
    public void Parse_NumberAsTyped_IsInternational(string text, long expected, string? extension)
    {
        var phone = PhoneParser.Parse(text);

        // "077 70 12 34" has nine digits and a trunk zero: Armenia, 77 70 12 34.
        Assert.Equal(expected == 0 ? 37477701234 : expected, phone!.Value.Number);
        Assert.Equal(extension, phone.Value.Extension);
        Assert.True(phone.Value.IsPlausible);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("звонить вечером")]
    [InlineData("12345")]
    [InlineData("12345678901234567890")]
    public void Parse_NoNumber_IsNull(string? text)
    {
        Assert.Null(PhoneParser.Parse(text));
    }

    [Theory]
    [InlineData("+7 000 123 45 67")] // no Russian or Kazakh code begins with 0
    [InlineData("+7 123 456 78 91")] // … nor with 1
    [InlineData("+7 999 000 00 00")] // seven zeros at the end
    [InlineData("+7 999 111 11 11")]
    [InlineData("+7 999 123 45 67")] // a run
    [InlineData("+375 29 700 12 3")] // a digit short
    public void Parse_InventedNumber_IsNotPlausible(string text)
    {
        Assert.False(PhoneParser.Parse(text)!.Value.IsPlausible);
    }

    [Theory]
    [InlineData("8 999 000 00 12", PhoneRule.NationalRussia)]
    [InlineData("8 707 000 12 34", PhoneRule.NationalKazakhstan)]
    [InlineData("80 29 700 12 34", PhoneRule.NationalBelarus)]
    [InlineData("+7 999 000 00 12", PhoneRule.International)]
    public void Parse_Number_NamesItsRule(string text, object rule)
    {
        Assert.Equal(rule, PhoneParser.Parse(text)!.Value.Rule);
    }
}
