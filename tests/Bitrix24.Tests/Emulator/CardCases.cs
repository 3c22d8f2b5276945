using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class CardCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Case01_ContactGet_TelegramContact_AllTextAndNoPhoneKey()
    {
        var answer = await CallAsync("crm.contact.get", new { id = 120 });

        var contact = (JsonObject)answer.Result!;
        Assert.Equal(JsonValueKind.String, contact["ID"]!.GetValueKind());
        Assert.Equal("120", contact["ID"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(contact["IM"]![0], JsonNode.Parse(
            """{"ID":"901","VALUE_TYPE":"TELEGRAM","VALUE":"imol|telegrambot|5|700112233|4153","TYPE_ID":"IM"}""")));
        Assert.False(contact.ContainsKey("PHONE"));
        Assert.Equal("Y", contact["HAS_IMOL"]!.GetValue<string>());
        Assert.True(answer.Body["time"]!["duration"]!.GetValue<double>() >= 0);
    }

    [Fact]
    public async Task Case02_ContactGet_IdZero_IdIsNotDefined() =>
        Refused(await CallAsync("crm.contact.get", new { id = 0 }), 400, "", "ID is not defined or invalid.");

    [Fact]
    public async Task Case03_ContactGet_UnknownId_NotFound() =>
        Refused(await CallAsync("crm.contact.get", new { id = 999999 }), 400, "", "Not found");

    [Fact]
    public async Task Case04_ContactAdd_FieldsIsText_MustBeArray() =>
        Refused(await CallAsync("crm.contact.add", new { fields = "x" }), 400, "", "Parameter 'fields' must be array.");

    [Fact]
    public async Task Case05_ContactAdd_UnknownField_DroppedWithoutAWord()
    {
        var added = await CallAsync("crm.contact.add", new { fields = new { NAME = "A", NOPE = 1, ID = 5, CREATED_BY_ID = 6 } });

        Assert.Equal(JsonValueKind.Number, added.Result!.GetValueKind());
        var contact = await ContactAsync(added.Result.GetValue<int>());
        Assert.False(contact.ContainsKey("NOPE"));
        Assert.Equal("1", contact["CREATED_BY_ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Case06_ContactList_120Rows_PagesOf50WithTotal()
    {
        var first = await CallAsync("crm.contact.list", new { filter = new { }, start = 0 });
        var last = await CallAsync("crm.contact.list", new { start = 100 });

        Assert.Equal(50, first.Result!.AsArray().Count);
        Assert.Equal(50, first.Body["next"]!.GetValue<int>());
        Assert.Equal(120, first.Body["total"]!.GetValue<int>());
        Assert.Equal(20, last.Result!.AsArray().Count);
        Assert.False(last.Body.ContainsKey("next"));
    }

    [Fact]
    public async Task Case07_ContactList_WalkById_UncountedAndAscending()
    {
        var answer = await PostAsync("crm.contact.list", """{"order":{"ID":"ASC"},"filter":{">ID":131},"start":-1}""");

        var ids = answer.Result!.AsArray().Select(r => int.Parse(r!["ID"]!.GetValue<string>())).ToList();
        Assert.Equal(50, ids.Count);
        Assert.Equal(ids.Order(), ids);
        Assert.Equal(144, ids[0]);
        Assert.Equal(0, answer.Body["total"]!.GetValue<int>());
        Assert.False(answer.Body.ContainsKey("next"));
    }

    [Fact]
    public async Task Case08_ContactList_OrderIsText_MustBeArray() =>
        Refused(await CallAsync("crm.contact.list", new { order = "ID" }), 400, "", "Parameter 'order' must be array");

    [Fact]
    public async Task Case09_ContactList_SelectIdAndName_NothingElse()
    {
        var answer = await CallAsync("crm.contact.list", new { select = new[] { "ID", "NAME" }, filter = new { ID = 131 } });

        Assert.Equal("""[{"ID":"131","NAME":"Anna"}]""", Json(answer.Result));
    }

    [Fact]
    public async Task Case10_ContactList_SelectPhone_OnlyOnRowsThatHaveOne()
    {
        var answer = await CallAsync("crm.contact.list", new { select = new[] { "ID", "PHONE" }, filter = new { ID = new[] { 120, 131 } } });

        Assert.Equal("""[{"ID":"120"},{"ID":"131","PHONE":[{"ID":"910","VALUE_TYPE":"WORK","VALUE":"+491701234567","TYPE_ID":"PHONE"}]}]""", Json(answer.Result).Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case21_ContactUpdate_PhoneByIdWithEmptyValue_Deleted()
    {
        var answer = await CallAsync("crm.contact.update", new { id = 131, fields = new { PHONE = new[] { new { ID = 910, VALUE = "" } } } });

        Assert.True(answer.Result!.GetValue<bool>());
        var contact = await ContactAsync(131);
        Assert.False(contact.ContainsKey("PHONE"));
        Assert.Equal("N", contact["HAS_PHONE"]!.GetValue<string>());
    }

    [Fact]
    public async Task ContactUpdate_PhoneWithAndWithoutId_ChangedAndAddedTheRestUntouched()
    {
        await CallAsync("crm.contact.update", new { id = 131, fields = new { PHONE = new object[] { new { VALUE = "+491700000001" } } } });
        await CallAsync("crm.contact.update", new { id = 131, fields = new { PHONE = new object[] { new { ID = 910, VALUE = "+491700000002", VALUE_TYPE = "HOME" } } } });

        var phones = (await ContactAsync(131))["PHONE"]!.AsArray();
        Assert.Equal(["+491700000002/HOME", "+491700000001/WORK"], phones.Select(p => $"{p!["VALUE"]}/{p["VALUE_TYPE"]}"));
    }

    [Fact]
    public async Task ContactUpdate_SameValues_ModifiedAtStays()
    {
        var before = (await ContactAsync(131))["DATE_MODIFY"]!.GetValue<string>();

        await CallAsync("crm.contact.update", new { id = 131, fields = new { NAME = "Anna" } });

        Assert.Equal(before, (await ContactAsync(131))["DATE_MODIFY"]!.GetValue<string>());
    }

    [Fact]
    public async Task Case25_LeadUpdate_ContactId_BecomesRepeatLead()
    {
        var answer = await CallAsync("crm.lead.update", new { id = 50, fields = new { CONTACT_ID = 131 } });

        Assert.True(answer.Result!.GetValue<bool>());
        var lead = (await CallAsync("crm.lead.get", new { id = 50 })).Result!;
        Assert.Equal("131", lead["CONTACT_ID"]!.GetValue<string>());
        Assert.Equal("Y", lead["IS_RETURN_CUSTOMER"]!.GetValue<string>());
    }

    [Fact]
    public async Task Case26_LeadUpdate_StatusConverted_OnlyTheStageMoves()
    {
        var contacts = (await CallAsync("crm.contact.list", new { start = 0 })).Body["total"]!.GetValue<int>();

        await CallAsync("crm.lead.update", new { id = 50, fields = new { STATUS_ID = "CONVERTED" } });

        var lead = (await CallAsync("crm.lead.get", new { id = 50 })).Result!;
        Assert.Equal("S", lead["STATUS_SEMANTIC_ID"]!.GetValue<string>());
        Assert.Null(lead["CONTACT_ID"]);
        Assert.Equal(contacts, (await CallAsync("crm.contact.list", new { start = 0 })).Body["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task ContactDelete_Unknown_ErrorCore() =>
        Refused(await CallAsync("crm.contact.delete", new { id = 999999 }), 400, "ERROR_CORE", "Element not found");

    [Fact]
    public async Task ContactDelete_ThenAdd_IdIsNotUsedAgain()
    {
        var first = (await CallAsync("crm.contact.add", new { fields = new { NAME = "A" } })).Result!.GetValue<int>();
        await CallAsync("crm.contact.delete", new { id = first });

        var second = (await CallAsync("crm.contact.add", new { fields = new { NAME = "B" } })).Result!.GetValue<int>();

        Assert.True(second > first);
        Refused(await CallAsync("crm.contact.get", new { id = first }), 400, "", "Not found");
    }

    [Theory]
    [InlineData("""{"filter":{"%LAST_NAME":"umber 2"},"select":["ID"],"start":0}""", 99)] // ids 201 to 299
    [InlineData("""{"filter":{"@ID":[120,131,999]},"start":0}""", 2)]
    [InlineData("""{"filter":{"!NAME":"Contact"},"start":0}""", 3)]
    [InlineData("""{"filter":{"<=ID":131,">=ID":121},"start":0}""", 1)]
    [InlineData("""{"filter":{"PHONE":"+491701234567"},"start":0}""", 1)]
    [InlineData("""{"filter":{"=%LAST_NAME":"Number 31%"},"start":0}""", 8)] // 310 to 317
    [InlineData("""{"filter":{">=DATE_CREATE":"2026-03-01T10:00:01+03:00"},"start":0}""", 117)]
    [InlineData("""{"filter":{"NO_SUCH_FIELD":"x"},"start":0}""", 120)]
    public async Task ContactList_Filter_Counts(string json, int expected) =>
        Assert.Equal(expected, (await PostAsync("crm.contact.list", json)).Body["total"]!.GetValue<int>());

    [Fact]
    public async Task ContactFields_CrmStatusAndUserField_Described()
    {
        var fields = (await CallAsync("crm.contact.fields")).Result!;

        Assert.Equal("CONTACT_TYPE", fields["TYPE_ID"]!["statusType"]!.GetValue<string>());
        Assert.True(fields["DATE_CREATE"]!["isReadOnly"]!.GetValue<bool>());
        Assert.Equal("crm_multifield", fields["IM"]!["type"]!.GetValue<string>());
        Assert.True(fields["UF_CRM_1720697698689"]!["isDynamic"]!.GetValue<bool>());
        Assert.Equal("45", fields["UF_CRM_1720697698689"]!["items"]![0]!["ID"]!.GetValue<string>());
    }
}
