using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Client;

public sealed class FieldTests
{
    [Fact]
    public void Multifields_OldDialect_ReadsTheColumns()
    {
        var fields = Row("""
            {"PHONE":[{"ID":"910","VALUE_TYPE":"WORK","VALUE":"+79990000001","TYPE_ID":"PHONE"},{"ID":"911","VALUE_TYPE":"MOBILE","VALUE":"","TYPE_ID":"PHONE"}],
             "EMAIL":[],"WEB":{"0":{"ID":931,"VALUE_TYPE":"HOME","VALUE":"https://t.me/tg_boris"}},
             "IM":[{"ID":"901","VALUE_TYPE":"TELEGRAM","VALUE":"imol|telegrambot|5|700112233|4153","TYPE_ID":"IM"}]}
            """);

        var found = fields.Multifields();

        Assert.Equal(
            [
                new Multifield(910, "PHONE", "WORK", "+79990000001"),
                new Multifield(931, "WEB", "HOME", "https://t.me/tg_boris"),
                new Multifield(901, "IM", "TELEGRAM", "imol|telegrambot|5|700112233|4153"),
            ],
            found);
        Assert.Equal("700112233", found[2].Imol!.Chat);
        Assert.Null(found[0].Imol);
    }

    [Fact]
    public void Multifields_NewDialect_ReadsFm()
    {
        var fields = Row("""{"phone":"+79990000001","fm":[{"id":901,"valueType":"TELEGRAM","value":"@anna_n","typeId":"IM"},{"id":"902","valueType":null,"value":"x","typeId":"FOO"}]}""");

        var found = fields.Multifields();

        Assert.Equal([new Multifield(901, "IM", "TELEGRAM", "@anna_n"), new Multifield(902, "FOO", "", "x")], found);
        Assert.Null(found[0].Imol);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"PHONE":null,"IM":"","fm":[]}""")]
    [InlineData("""{"fm":{}}""")]
    public void Multifields_None_Empty(string row) => Assert.Empty(Row(row).Multifields());

    [Theory]
    [InlineData("imol|telegrambot|5|700112233|4153", "telegrambot", "5", "700112233", "4153")]
    [InlineData(" IMOL|wz_whatsapp|12|79990000001|ext-user-42 ", "wz_whatsapp", "12", "79990000001", "ext-user-42")]
    [InlineData("imol|app.1|5|chat|a|b", "app.1", "5", "chat", "a|b")]
    public void TryParse_OpenLineCode_GivesItsParts(string value, string connector, string line, string chat, string user)
    {
        Assert.True(ImolCode.TryParse(value, out var code));

        Assert.Equal(new ImolCode(connector, line, chat, user), code);
        Assert.Equal($"{connector}|{line}|{chat}|{user}", code.UserCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@anna_n")]
    [InlineData("https://t.me/anna_n")]
    [InlineData("700112233")]
    [InlineData("imol|telegrambot|5|700112233")]
    [InlineData("imol|telegrambot|5||4153")]
    [InlineData("telegrambot|5|700112233|4153")]
    public void TryParse_SomethingElse_False(string? value)
    {
        Assert.False(ImolCode.TryParse(value, out var code));
        Assert.Null(code);
    }

    [Fact]
    public void Readers_StringOrNumberOrNothing_GiveTheSame()
    {
        var fields = Row("""
            {"a":"43","b":43,"c":"0","d":null,"e":"","f":"Y","g":true,"h":1,"i":"N","j":[],"k":{},"t":"2026-03-01T10:00:00+03:00","u":"x"}
            """);

        Assert.Equal((43L, 43L), (fields.Id("a"), fields.Id("b")));
        Assert.All(["c", "d", "e", "f", "j", "k", "u", "absent"], name => Assert.Null(fields.Id(name)));
        Assert.All(["f", "g", "h"], name => Assert.True(fields.Flag(name)));
        Assert.All(["i", "d", "e", "j", "absent"], name => Assert.False(fields.Flag(name)));
        Assert.All(["d", "e", "j", "k", "absent"], name => Assert.Null(fields.Text(name)));
        Assert.Equal("43", fields.Text("b"));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero), fields.Moment("t"));
        Assert.Null(fields.Moment("u"));
        Assert.Null(fields.Moment("e"));
    }

    private static JsonObject Row(string json) => JsonNode.Parse(json)!.AsObject();
}
