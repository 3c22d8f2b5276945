using DedupPortal.Matching.Contacts;

namespace DedupPortal.Matching.Tests.Contacts;

public sealed class OpenLineCodeTests
{
    [Theory]
    [InlineData("imol|telegrambot|2|655423251|421681", true, 655423251L)]
    [InlineData("imol|TELEGRAMBOT|2|655423251|421681", true, 655423251L)]
    [InlineData("telegrambot|2|655423251|421681", true, 655423251L)]
    [InlineData("imol|wz_telegram|7|655423251|9", true, 655423251L)]
    [InlineData("imol|some_tgapi_line|7|655423251|9", true, 655423251L)]
    [InlineData("imol|telegrambot|2|-1001234567|5", true, null)] // a group is nobody's identity
    [InlineData("imol|telegrambot|2|79990000012|5", true, null)] // eleven digits may be a phone
    [InlineData("imol|telegrambot|2|a1b2c3|5", true, null)]
    [InlineData("imol|livechat|9|15|15", false, null)]
    [InlineData("imol|whatsappbot|3|79990000012|8", false, null)]
    public void Parse_OpenLineCode_KnowsTelegramAndId(string value, bool telegram, long? id)
    {
        var code = OpenLineCode.Parse(value)!.Value;

        Assert.Equal(telegram, code.IsTelegram);
        Assert.Equal(id, code.TelegramId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("some_nick")]
    [InlineData("imol|telegrambot")]
    [InlineData("a|b|c|d")]
    [InlineData("1|2|3")]
    [InlineData("https://t.me/some_nick")]
    public void Parse_SomethingElse_IsNull(string? value)
    {
        Assert.Null(OpenLineCode.Parse(value));
    }

    [Theory]
    [InlineData("https://t.me/Some_Nick", "some_nick")]
    [InlineData("t.me/some_nick?start=1", "some_nick")]
    [InlineData("http://telegram.me/some_nick", "some_nick")]
    [InlineData("tg://resolve?domain=some_nick", "some_nick")]
    [InlineData("@some_nick", "some_nick")]
    [InlineData("https://t.me/joinchat/AAAA", null)]
    [InlineData("https://example.com/t.me", null)]
    [InlineData("https://at.me/some_nick", null)]
    [InlineData("@abc", null)]
    [InlineData("some_nick", null)]
    [InlineData("", null)]
    public void Username_Address_IsRead(string text, string? expected)
    {
        Assert.Equal(expected, TelegramAddress.Username(text));
    }
}
