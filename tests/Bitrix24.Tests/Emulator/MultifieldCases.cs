using System.Globalization;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Behaviours 16 to 18 of the contract: entries in both dialects, ids, and what a change leaves behind.</summary>
public sealed class MultifieldCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Old_DeleteY_RemovesTheEntryAndKeepsTheOthers()
    {
        await OldAsync(131, """{"EMAIL":[{"VALUE":"anna@example.com"}]}""");
        await OldAsync(131, """{"PHONE":[{"ID":910,"DELETE":"Y","VALUE":"+491701234567"}]}""");

        var contact = await ContactAsync(131);
        Assert.False(contact.ContainsKey("PHONE"));
        Assert.Single(contact["EMAIL"]!.AsArray());
        Assert.Equal(("N", "Y"), (contact["HAS_PHONE"]!.GetValue<string>(), contact["HAS_EMAIL"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Old_WithoutValueType_WorkAndForMessengersOther()
    {
        await OldAsync(131, """{"PHONE":[{"VALUE":"+491700000003"}],"IM":[{"VALUE":"anna_n"}]}""");

        var contact = await ContactAsync(131);
        Assert.Equal("WORK", contact["PHONE"]![1]!["VALUE_TYPE"]!.GetValue<string>());
        Assert.Equal("OTHER", contact["IM"]![0]!["VALUE_TYPE"]!.GetValue<string>());
    }

    [Fact]
    public async Task New_KnownId_ChangesValueAndTypeInPlace()
    {
        var entries = await NewAsync(131, """{"910":{"typeId":"PHONE","valueType":"HOME","value":"+491700000004"}}""");

        Assert.Equal("""[{"id":910,"valueType":"HOME","value":"+491700000004","typeId":"PHONE"}]""", entries.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"910":{"value":"+491700000005"}}""")]
    [InlineData("""{"910":{"value":""}}""")]
    [InlineData("""{"n0":{"valueType":"WORK","value":"+491700000005"}}""")]
    [InlineData("""[{"value":"+491700000005"}]""")]
    public async Task New_WithoutTypeId_SuccessAndNothingDone(string fm)
    {
        var before = Json(await ContactAsync(131));

        await NewAsync(131, fm);

        Assert.Equal(before, Json(await ContactAsync(131)));
    }

    [Fact]
    public async Task New_UnknownType_StoredAsItIs()
    {
        var entries = await NewAsync(144, """{"n0":{"typeId":"FOO","valueType":"BAR","value":"x"}}""");

        Assert.Equal("FOO BAR x", $"{entries[1]!["typeId"]} {entries[1]!["valueType"]} {entries[1]!["value"]}");
    }

    [Fact]
    public async Task HasImol_OnlyFromCodesOfOpenLines()
    {
        await OldAsync(131, """{"IM":[{"VALUE":"anna_n","VALUE_TYPE":"TELEGRAM"}]}""");
        var nickname = (await ContactAsync(131))["HAS_IMOL"]!.GetValue<string>();
        await OldAsync(131, """{"IM":[{"VALUE":"imol|telegrambot|5|700112299|4199","VALUE_TYPE":"TELEGRAM"}]}""");

        Assert.Equal(("N", "Y"), (nickname, (await ContactAsync(131))["HAS_IMOL"]!.GetValue<string>()));
    }

    [Fact]
    public async Task EntryIds_OneCounterForAllCardsAndNeverAgain()
    {
        var ids = new List<int>();
        foreach (var (type, id) in new[] { (3, 120), (1, 50), (4, 12), (3, 120) })
        {
            var site = $"https://a.example/{ids.Count}";
            var fm = (await EntriesAsync(type, id, "n0", site))!.AsArray();
            ids.Add(fm.Max(e => e!["id"]!.GetValue<int>()));
            await EntriesAsync(type, id, ids[^1].ToString(CultureInfo.InvariantCulture), "");
        }

        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.True(ids[0] > 932, "932 is the highest id of the seed.");
    }

    [Theory]
    [InlineData("contact", 3)]
    [InlineData("lead", 1)]
    [InlineData("deal", 2)]
    [InlineData("company", 4)]
    public async Task CardIds_OfEachKind_GrowAndAreNeverUsedAgain(string kind, int type)
    {
        async Task<int> AddAsync() => (await CallAsync($"crm.{kind}.add", new { fields = new { TITLE = "T", NAME = "N" } })).Result!.GetValue<int>();
        var first = await AddAsync();
        await CallAsync($"crm.{kind}.delete", new { id = first });

        Assert.Equal(first + 1, await AddAsync());
        Refused(await CallAsync($"crm.{kind}.get", new { id = first }), 400, "", "Not found");
        Refused(await CallAsync("crm.item.get", new { entityTypeId = type, id = first }), 400, "NOT_FOUND", "");
    }

    [Theory]
    [InlineData("""{"name":"Berta"}""", true)]
    [InlineData("""{"fm":{"n0":{"typeId":"PHONE","value":"+491700000006"}}}""", true)]
    [InlineData("""{"companyIds":[12]}""", true)]
    [InlineData("""{"ufCrm_1720000012":["a"]}""", true)]
    [InlineData("""{"name":"Anna","fm":{"910":{"typeId":"PHONE","value":"+491701234567"}}}""", false)]
    [InlineData("""{"nope":1}""", false)]
    public async Task Update_ChangedTimeAndAuthor_OnlyWhenSomethingChanged(string fields, bool changes)
    {
        var before = await ContactAsync(131);
        var item = (await ByAnnAsync(fields)).Result!["item"]!;
        var after = await ContactAsync(131);

        Assert.Equal(changes, before["DATE_MODIFY"]!.GetValue<string>() != after["DATE_MODIFY"]!.GetValue<string>());
        Assert.Equal(after["DATE_MODIFY"]!.GetValue<string>(), item["updatedTime"]!.GetValue<string>());
        Assert.Equal(changes ? "6" : "1", after["MODIFY_BY_ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Activity_Added_LastActivityOfItsCardMoves()
    {
        var before = (await ContactAsync(131))["LAST_ACTIVITY_TIME"]!.GetValue<string>();
        await CallAsUserAsync("crm.activity.add", new
        {
            fields = new { OWNER_TYPE_ID = 3, OWNER_ID = 131, TYPE_ID = 1, SUBJECT = "Meeting", RESPONSIBLE_ID = 6 },
        });

        var after = await ContactAsync(131);
        Assert.True(DateTimeOffset.Parse(after["LAST_ACTIVITY_TIME"]!.GetValue<string>(), CultureInfo.InvariantCulture) > DateTimeOffset.Parse(before, CultureInfo.InvariantCulture));
        Assert.Equal("6", after["LAST_ACTIVITY_BY"]!.GetValue<string>());
    }

    private async Task<JsonNode?> EntriesAsync(int type, int id, string key, string value) => (await CallAsync("crm.item.update", new
    {
        entityTypeId = type, id, fields = new { fm = new Dictionary<string, object>(StringComparer.Ordinal) { [key] = new { typeId = "WEB", valueType = "WORK", value } } },
    })).Result!["item"]!["fm"];

    private Task<Answer> ByAnnAsync(string fields) =>
        CallAsUserAsync("crm.item.update", new { entityTypeId = 3, id = 131, fields = JsonNode.Parse(fields) });

    private async Task OldAsync(int id, string fields) =>
        Assert.True((await PostAsync("crm.contact.update", $$"""{"id":{{id}},"fields":{{fields}}}""")).Result!.GetValue<bool>());

    private async Task<JsonArray> NewAsync(int id, string fm)
    {
        var answer = await PostAsync("crm.item.update", $$$"""{"entityTypeId":3,"id":{{{id}}},"fields":{"fm":{{{fm}}}}}""");
        Assert.Equal(200, answer.Status);
        return answer.Result!["item"]!["fm"]!.AsArray();
    }
}
