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
    [InlineData("+44 (0)20 7946 0123", 442079460123, null)] // the 0 is for calls inside the country
    [InlineData("+7 8 999 000 00 12", 79990000012, null)]
    [InlineData("+39 02 1234 5670", 390212345670, null)] // Italy keeps the 0
    [InlineData("+1 (212) 555-0123", 12125550123, null)]
    [InlineData("+54 9 11 2345-6780", 5491123456780, null)]
    [InlineData("+55 11 96123-4576", 5511961234576, null)]
    [InlineData("+90 532 123 45 76", 905321234576, null)]
    [InlineData("+971 50 123 4576", 971501234576, null)]
    [InlineData("+86 131 2345 6780", 8613123456780, null)]
    [InlineData("+992 93 123 45 76", 992931234576, null)]
    [InlineData("+993 66 12 34 76", 99366123476, null)]
    [InlineData("+373 621 12 345", 37362112345, null)]
    [InlineData("+995 555 12 34 57", 995555123457, null)]
    [InlineData("+994 40 123 45 76", 994401234576, null)]
    [InlineData("+852 5123 4576", 85251234576, null)] // Hong Kong, not Russia's 8
    [InlineData("+82 10 2345 6780", 821023456780, null)]
    [InlineData("8 10 376 364 594", 376364594, null)]
    [InlineData("8 10 972 50 234 5670", 972502345670, null)]
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
    [InlineData("+7 699 000 00 12")] // +7 6 is not given to anybody
    [InlineData("+999 123 456 780")] // no such country
    [InlineData("+44 20 7946 01")]
    [InlineData("+1 112 555 0123")] // no area code begins with 1
    public void Parse_InventedNumber_IsNotPlausible(string text)
    {
        Assert.False(PhoneParser.Parse(text)!.Value.IsPlausible);
    }

    [Theory]
    [InlineData("8 800 000-12-34", true)]
    [InlineData("8 804 000 12 34", true)]
    [InlineData("+1 800 234 5678", true)]
    [InlineData("+44 808 157 0192", true)]
    [InlineData("8 495 000 12 34", false)]
    [InlineData("8 999 000 00 12", false)]
    public void Parse_Hotline_IsNobodysOwn(string text, bool expected)
    {
        Assert.Equal(expected, PhoneParser.Parse(text)!.Value.IsService);
    }

    [Fact]
    public void Read_EveryPlan_HasPatternsThatWork()
    {
        foreach (var line in PhonePlanTable.Text.Split('\n'))
        {
            var fields = line.Split(' ');
            Assert.Equal(8, fields.Length);
            var length = fields[4].Split(',').Select(int.Parse).Max();
            // Read, which runs the patterns of all regions with this code: a broken one throws.
            Assert.StartsWith(fields[1], PhonePlan.Read(fields[1] + new string('2', length)).Digits, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("8 999 000 00 12", PhoneRule.NationalRussia)]
    [InlineData("+49 (0) 1512 3456780", PhoneRule.TrunkDropped)]
    [InlineData("8 707 000 12 34", PhoneRule.NationalKazakhstan)]
    [InlineData("80 29 700 12 34", PhoneRule.NationalBelarus)]
    [InlineData("+7 999 000 00 12", PhoneRule.International)]
    public void Parse_Number_NamesItsRule(string text, object rule)
    {
        Assert.Equal(rule, PhoneParser.Parse(text)!.Value.Rule);
    }
}
