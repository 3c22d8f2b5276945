using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Behaviours 2 to 4 and 30 of the contract: the envelope, empty maps, the typing of both dialects, loose input.</summary>
public sealed class ProtocolCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Time_FractionsUsually_WholeSecondsBySwitch()
    {
        // One moment in a thousand is a whole second.
        var usual = new[] { await TimeAsync("profile"), await TimeAsync("profile"), await TimeAsync("profile") };
        await Process.HandleAsync("/_portal", new { wholeSeconds = true });
        var whole = await TimeAsync("profile");
        var batch = await CallAsync("batch", new { cmd = new { a = "profile" } });

        Assert.Contains(usual, t => Json(t["start"]).Contains('.', StringComparison.Ordinal) && Json(t["finish"]).Contains('.', StringComparison.Ordinal));
        Assert.All([whole, batch.Body["time"]!, batch.Result!["result_time"]!["a"]!], t =>
        {
            Assert.Matches("^[0-9]{10}$", Json(t["start"]));
            Assert.Matches("^[0-9]{10}$", Json(t["finish"]));
        });
        Assert.Equal(JsonValueKind.String, whole["date_start"]!.GetValueKind());
    }

    [Fact]
    public async Task Code100_TextUsually_NumberBySwitch()
    {
        const string Batch = """{"cmd":{"a":"crm.activity.binding.list"}}""";
        var text = await CallAsync("crm.activity.binding.list");
        var textInside = (await PostAsync("batch", Batch)).Result!["result_error"]!["a"]!["error"];
        await Process.HandleAsync("/_portal", new { numericCodes = true });
        var number = await CallAsync("crm.activity.binding.list");
        var numberInside = (await PostAsync("batch", Batch)).Result!["result_error"]!["a"]!["error"];

        Assert.Equal((400, "\"100\"", "\"100\""), (text.Status, Json(text.Body["error"]), Json(textInside)));
        Assert.Equal((400, "100", "100"), (number.Status, Json(number.Body["error"]), Json(numberInside)));
        Assert.Equal("\"\"", Json((await CallAsync("crm.contact.get", new { id = 0 })).Body["error"]));
    }

    [Fact]
    public async Task EmptyMaps_AreLists()
    {
        var batch = (await CallAsync("batch", new { cmd = new { a = "profile" } })).Result!;
        var call = (await CallAsync("crm.activity.get", new { id = 21 })).Result!;
        var session = (await CallAsync("crm.activity.get", new { id = 20 })).Result!;

        Assert.Equal("[] [] []", $"{Json(batch["result_error"])} {Json(batch["result_total"])} {Json(batch["result_next"])}");
        Assert.Equal("[] []", $"{Json(call["SETTINGS"])} {Json(call["PROVIDER_PARAMS"])}");
        Assert.True(session["PROVIDER_PARAMS"] is JsonObject);
    }

    [Fact]
    public async Task Batch_NumberedKeysOfAMap_StayAMapUnlessTheyCount()
    {
        var counted = await PostAsync("batch", """{"cmd":{"0":"profile","1":"server.time"}}""");
        var others = await PostAsync("batch", """{"cmd":{"5":"profile","7":"server.time"}}""");

        Assert.Equal(2, counted.Result!["result"]!.AsArray().Count);
        Assert.Equal(["5", "7"], others.Result!["result"]!.AsObject().Select(p => p.Key));
    }

    [Theory]
    [InlineData("contact", 131)]
    [InlineData("lead", 50)]
    [InlineData("deal", 77)]
    [InlineData("company", 12)]
    public async Task OldMethods_EveryValueIsTextOrNull(string kind, int id)
    {
        var card = (await CallAsync($"crm.{kind}.get", new { id })).Result!.AsObject();
        var row = (await CallAsync($"crm.{kind}.list", new { filter = new { ID = id } })).Result![0]!.AsObject();

        Assert.True(card.Count > 20 && row.Count > 20);
        Assert.All(card.Concat(row).Where(p => p.Value is not JsonArray), p => Assert.True(p.Value is null || p.Value.GetValueKind() == JsonValueKind.String, p.Key));
        Assert.All(card.Where(p => p.Value is JsonArray).SelectMany(p => p.Value!.AsArray()).OfType<JsonObject>().SelectMany(e => e),
            p => Assert.Equal(JsonValueKind.String, p.Value!.GetValueKind()));
    }

    [Fact]
    public async Task NewMethods_NumbersWithAndWithoutFractions()
    {
        var item = (await CallAsync("crm.item.update", new { entityTypeId = 2, id = 77, fields = new { opportunity = 1000.5 } })).Result!["item"]!;

        Assert.Equal("77 1000.5 120 0 null \"N\"",
            $"{Json(item["id"])} {Json(item["opportunity"])} {Json(item["contactId"])} {Json(item["categoryId"])} {Json(item["leadId"])} {Json(item["isRecurring"])}");
        Assert.Equal("1000.50", (await CallAsync("crm.deal.get", new { id = 77 })).Result!["OPPORTUNITY"]!.GetValue<string>());
    }

    [Fact]
    public async Task Writes_AnswerNumberTrueAndNull()
    {
        foreach (var kind in new[] { "contact", "lead", "deal", "company" })
        {
            var added = await CallAsync($"crm.{kind}.add", new { fields = new { TITLE = "T", NAME = "N" } });
            Assert.Equal(JsonValueKind.Number, added.Result!.GetValueKind());
            Assert.Equal("true", Json((await CallAsync($"crm.{kind}.update", new { id = added.Result!.GetValue<int>(), fields = new { COMMENTS = "C" } })).Result));
            Assert.Equal("true", Json((await CallAsync($"crm.{kind}.delete", new { id = added.Result!.GetValue<int>() })).Result));
        }
        var deleted = await CallAsync("crm.timeline.comment.delete", new { id = 999 });

        Assert.Equal(200, deleted.Status);
        Assert.True(deleted.Body.TryGetPropertyValue("result", out var nothing) && nothing is null);
    }

    [Fact]
    public async Task Update_UnknownAndReadOnlyFields_DroppedWithoutAWord()
    {
        var before = Json(await ContactAsync(131));
        var old = await CallAsync("crm.contact.update", new { id = 131, fields = new { NOPE = 1, ID = 5, CREATED_BY_ID = 6, DATE_CREATE = "2020-01-01", LEAD_ID = 50, HAS_PHONE = "N" } });
        var item = await CallAsync("crm.item.update", new { entityTypeId = 3, id = 131, fields = new { nope = 1, id = 5, createdBy = 6, createdTime = "2020-01-01", hasPhone = "N", phone = "1" } });
        var added = await CallAsync("crm.item.add", new { entityTypeId = 3, fields = new { name = "A", nope = 1, createdBy = 6 } });

        Assert.True(old.Result!.GetValue<bool>());
        Assert.Equal(200, item.Status);
        Assert.Equal(before, Json(await ContactAsync(131)));
        Assert.Equal(1, added.Result!["item"]!["createdBy"]!.GetValue<int>());
        Assert.False(added.Result["item"]!.AsObject().ContainsKey("nope"));
        Refused(await CallAsync("crm.contact.update", new { id = 131, fields = "x" }), 400, "", "Parameter 'fields' must be array.");
    }

    [Fact]
    public async Task NumbersAsText_AcceptedWhereNumbersAre()
    {
        Assert.Equal("120", (await PostAsync("crm.contact.get", """{"id":"120"}""")).Result!["ID"]!.GetValue<string>());
        Assert.Equal(120, (await PostAsync("crm.item.get", """{"entityTypeId":"3","id":"120"}""")).Result!["item"]!["id"]!.GetValue<int>());
        Assert.Equal(20, (await PostAsync("crm.contact.list", """{"start":"100"}""")).Result!.AsArray().Count);
        Assert.True((await PostAsync("crm.activity.binding.add", """{"activityId":"23","entityTypeId":"3","entityId":"131"}""")).Result!.GetValue<bool>());
        Assert.Equal(6, (await PostAsync("crm.item.update", """{"entityTypeId":"3","id":"131","fields":{"assignedById":"6"}}""")).Result!["item"]!["assignedById"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("\"Y\"", "Y")]
    [InlineData("\"1\"", "Y")]
    [InlineData("1", "Y")]
    [InlineData("\"true\"", "Y")]
    [InlineData("true", "Y")]
    [InlineData("\"N\"", "N")]
    [InlineData("\"0\"", "N")]
    [InlineData("0", "N")]
    [InlineData("\"false\"", "N")]
    [InlineData("false", "N")]
    public async Task Booleans_AnySpelling(string sent, string kept)
    {
        var original = Json((await PostAsync("crm.item.get", $$$"""{"entityTypeId":3,"id":131,"useOriginalUfNames":{{{sent}}}}""")).Result);
        var halted = (await PostAsync("batch", $$$"""{"halt":{{{sent}}},"cmd":{"a":"crm.contact.get?id=0","b":"profile"}}""")).Result!["result"]!;
        await PostAsync("crm.contact.update", $$$"""{"id":131,"fields":{"EXPORT":"{{{(kept == "Y" ? "N" : "Y")}}}"}}""");
        await PostAsync("crm.contact.update", $$$"""{"id":131,"fields":{"EXPORT":{{{sent}}},"UF_CRM_1720000013":{{{sent}}}}}""");

        var contact = await ContactAsync(131);
        Assert.Equal((kept, kept == "Y" ? "1" : "0"), (contact["EXPORT"]!.GetValue<string>(), contact["UF_CRM_1720000013"]!.GetValue<string>()));
        Assert.Equal(kept == "Y", original.Contains("UF_CRM_1720000013", StringComparison.Ordinal));
        Assert.Equal(kept == "N", halted is JsonObject map && map.ContainsKey("b"));
    }

    private async Task<JsonNode> TimeAsync(string method) => (await CallAsync(method)).Body["time"]!;
}
