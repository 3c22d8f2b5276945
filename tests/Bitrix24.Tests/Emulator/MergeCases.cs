using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class MergeCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Case33_Merge_EqualOrEmpty_WinnerGainsEverything()
    {
        var answer = await MergeAsync(3, 131, 144);

        Assert.Equal("""{"STATUS":"SUCCESS","ENTITY_IDS":[144]}""", Json(answer.Result));
        Refused(await CallAsync("crm.contact.get", new { id = 144 }), 400, "", "Not found");
        var winner = await ContactAsync(131);
        Assert.Equal("Second card", winner["COMMENTS"]!.GetValue<string>());
        var email = winner["EMAIL"]![0]!;
        Assert.Equal("anna.lee@example.com", email["VALUE"]!.GetValue<string>());
        Assert.NotEqual("920", email["ID"]!.GetValue<string>());
        Assert.Equal("131", (await CallAsync("crm.deal.get", new { id = 78 })).Result!["CONTACT_ID"]!.GetValue<string>());
        Assert.Equal("""[{"entityTypeId":3,"entityId":131}]""", Json((await CallAsync("crm.activity.binding.list", new { activityId = 22 })).Result));
        var activity = (await CallAsync("crm.activity.get", new { id = 22 })).Result!;
        Assert.Equal("131", activity["OWNER_ID"]!.GetValue<string>());
        Assert.Equal("131", activity["COMMUNICATIONS"]![0]!["ENTITY_ID"]!.GetValue<string>());
        Assert.Equal("""[{"OWNER_ID":"1000","ENTITY_ID":"131","ENTITY_TYPE":"contact"}]""",
            Json((await PostAsync("crm.timeline.bindings.list", """{"filter":{"OWNER_ID":1000}}""")).Result));
    }

    [Fact]
    public async Task Case34_Merge_DifferentResponsible_ConflictAndNothingChanged()
    {
        await CallAsync("crm.contact.update", new { id = 144, fields = new { ASSIGNED_BY_ID = 6 } });
        var before = (Json(await ContactAsync(131)), Json(await ContactAsync(144)));

        var answer = await MergeAsync(3, 131, 144);

        Assert.Equal("""{"STATUS":"CONFLICT","ENTITY_IDS":[144]}""", Json(answer.Result));
        Assert.Equal(before, (Json(await ContactAsync(131)), Json(await ContactAsync(144))));
    }

    [Fact]
    public async Task Case35_Merge_OneId_AtLeastTwo()
    {
        var answer = await MergeAsync(3, 131);

        Assert.Equal(400, answer.Status);
        Assert.Equal("""{"error":0,"error_description":"The parameter entityIds must contains at least two elements."}""", Json(answer.Body));
    }

    [Fact]
    public async Task Case36_Merge_NoType_Required() =>
        Refused(await CallAsync("crm.entity.mergeBatch", new { @params = new { entityIds = new[] { 1, 2 } } }), 400, "0", "The parameter entityTypeId is required.");

    [Fact]
    public async Task Case37_Merge_NoIds_NoValidElements() =>
        Refused(await MergeAsync(3), 400, "0", "The parameter entityIds does not contains valid elements.");

    [Fact]
    public async Task Case38_Merge_MissingFirstId_TheSecondWins()
    {
        await CallAsync("crm.contact.update", new { id = 120, fields = new { ASSIGNED_BY_ID = 1 } });

        var answer = await MergeAsync(3, 999999, 120, 144);

        Assert.Equal("""{"STATUS":"SUCCESS","ENTITY_IDS":[144]}""", Json(answer.Result));
        Assert.Equal("120", (await ContactAsync(120))["ID"]!.GetValue<string>());
        Refused(await CallAsync("crm.contact.get", new { id = 144 }), 400, "", "Not found");
    }

    [Fact]
    public async Task Case39_Merge_WithoutDeleteRightOnTheLoser_Error()
    {
        var answer = await CallAsUserAsync("crm.entity.mergeBatch", new { @params = new { entityTypeId = 3, entityIds = new[] { 131, 144 } } });

        Assert.Equal("""{"STATUS":"ERROR","ENTITY_IDS":[144]}""", Json(answer.Result));
        Assert.Equal("144", (await ContactAsync(144))["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Merge_IdsSentAsText_ComeBackAsText() =>
        Assert.Equal("""["144"]""", Json((await CallAsync("crm.entity.mergeBatch", new { @params = new { entityTypeId = 3, entityIds = new[] { "131", "144" } } })).Result!["ENTITY_IDS"]));

    // field.md 1D: what each field does when both cards have a value.
    [Theory]
    [InlineData("NAME", "Anna", "ANNA ", "SUCCESS")]
    [InlineData("NAME", "Anna", "Anna-Maria", "SUCCESS")]
    [InlineData("NAME", "Anna", "Анна", "SUCCESS")]
    [InlineData("NAME", "Anna", "Berta", "CONFLICT")]
    [InlineData("POST", "Chief", " chief.", "SUCCESS")]
    [InlineData("POST", "Chief", "Clerk", "CONFLICT")]
    [InlineData("COMMENTS", "one", "two", "SUCCESS")]
    [InlineData("SOURCE_ID", "CALL", "WEB", "SUCCESS")]
    [InlineData("TYPE_ID", "CLIENT", "PARTNER", "CONFLICT")]
    [InlineData("BIRTHDATE", "1990-05-01", "1991-05-01", "CONFLICT")]
    [InlineData("OPENED", "Y", "N", "SUCCESS")]
    [InlineData("UF_CRM_1720000011", "Kazan", "Omsk", "CONFLICT")]
    [InlineData("UF_CRM_1720000013", "0", "1", "SUCCESS")]
    [InlineData("UF_CRM_1720000013", "1", "0", "CONFLICT")]
    public async Task Merge_TwoValues_StatusByField(string field, string winner, string loser, string status)
    {
        await WriteAsync(131, field, winner);
        await WriteAsync(144, field, loser);

        Assert.Equal(status, (await MergeAsync(3, 131, 144)).Result!["STATUS"]!.GetValue<string>());
    }

    [Fact]
    public async Task Merge_NameAndSurnameSwapped_NoConflict()
    {
        await WriteAsync(144, "NAME", "Lee");
        await WriteAsync(144, "LAST_NAME", "Anna");

        Assert.Equal("SUCCESS", (await MergeAsync(3, 131, 144)).Result!["STATUS"]!.GetValue<string>());
        Assert.Equal("Anna", (await ContactAsync(131))["NAME"]!.GetValue<string>());
    }

    [Fact]
    public async Task Merge_SamePhoneTypedDifferently_OneEntryStays()
    {
        await CallAsync("crm.contact.update", new { id = 144, fields = new { PHONE = new[] { new { VALUE = "+49 (170) 123-45-67" } } } });

        await MergeAsync(3, 131, 144);

        Assert.Single((await ContactAsync(131))["PHONE"]!.AsArray());
    }

    [Fact]
    public async Task Merge_MultipleUserFieldAndObservers_United()
    {
        await CallAsync("crm.item.update", new { entityTypeId = 3, id = 131, fields = new { ufCrm_1720000012 = new[] { "a", "b" }, observers = new[] { 1 } } });
        await CallAsync("crm.item.update", new { entityTypeId = 3, id = 144, fields = new { ufCrm_1720000012 = new[] { "b", "c" }, observers = new[] { 6 } } });

        await MergeAsync(3, 131, 144);

        var item = (await CallAsync("crm.item.get", new { entityTypeId = 3, id = 131 })).Result!["item"]!;
        Assert.Equal("""["a","b","c"]""", Json(item["ufCrm_1720000012"]));
        Assert.Equal("[1,6]", Json(item["observers"]));
    }

    [Fact]
    public async Task Merge_DealsOfTwoPipelines_ErrorNotConflict() =>
        Assert.Equal("ERROR", (await MergeAsync(2, 77, 79)).Result!["STATUS"]!.GetValue<string>());

    [Fact]
    public async Task Merge_DealsWithProductRows_RowsUnitedAmountFollows()
    {
        foreach (var id in new[] { 77, 78 })
            await CallAsync("crm.deal.productrows.set", new { id, rows = new[] { new { PRODUCT_NAME = "Box", PRICE = 100, QUANTITY = 1 } } });

        var answer = await MergeAsync(2, 77, 78);

        Assert.Equal("SUCCESS", answer.Result!["STATUS"]!.GetValue<string>());
        var deal = (await CallAsync("crm.deal.get", new { id = 77 })).Result!;
        Assert.Equal("200.00", deal["OPPORTUNITY"]!.GetValue<string>());
        Assert.Equal("Order of Anna", deal["TITLE"]!.GetValue<string>());
        Assert.Equal([120, 131, 144], (await CallAsync("crm.deal.contact.items.get", new { id = 77 })).Result!.AsArray().Select(l => l!["CONTACT_ID"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Merge_Leads_MessengerAndPhoneOnOneCard()
    {
        await CallAsync("crm.lead.update", new { id = 50, fields = new { NAME = "Boris" } });

        await MergeAsync(1, 51, 50);

        var lead = (await CallAsync("crm.lead.get", new { id = 51 })).Result!;
        Assert.Equal("Y", lead["HAS_IMOL"]!.GetValue<string>());
        Assert.Equal("Y", lead["HAS_PHONE"]!.GetValue<string>());
        Assert.Equal("1764", (await CallAsync("imopenlines.crm.chat.get", new { CRM_ENTITY_TYPE = "lead", CRM_ENTITY = 51, ACTIVE_ONLY = "N" })).Result![0]!["CHAT_ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Merge_ConvertedLeadWithContactAsLoser_Error()
    {
        await CallAsync("crm.lead.update", new { id = 50, fields = new { STATUS_ID = "CONVERTED", CONTACT_ID = 131, NAME = "Boris" } });

        Assert.Equal("ERROR", (await MergeAsync(1, 51, 50)).Result!["STATUS"]!.GetValue<string>());
    }

    [Fact]
    public async Task Merge_Companies_ContactsDealsAndRequisitesFollow()
    {
        var other = (await CallAsync("crm.company.add", new { fields = new { TITLE = "ACME." } })).Result!.GetValue<int>();
        await CallAsync("crm.contact.company.add", new { id = 131, fields = new { COMPANY_ID = other } });
        await CallAsync("crm.deal.update", new { id = 77, fields = new { COMPANY_ID = other } });
        await CallAsync("crm.requisite.add", new { fields = new { ENTITY_TYPE_ID = 4, ENTITY_ID = other, NAME = "Main" } });

        var answer = await MergeAsync(4, 12, other);

        Assert.Equal("SUCCESS", answer.Result!["STATUS"]!.GetValue<string>());
        Assert.Equal("12", (await ContactAsync(131))["COMPANY_ID"]!.GetValue<string>());
        Assert.Equal("12", (await CallAsync("crm.deal.get", new { id = 77 })).Result!["COMPANY_ID"]!.GetValue<string>());
        Assert.Single((await CallAsync("crm.requisite.list", new { filter = new { ENTITY_TYPE_ID = 4, ENTITY_ID = 12 } })).Result!.AsArray());
    }

    [Fact]
    public async Task Merge_PartialFault_FirstLoserGoneSecondStillThere()
    {
        var third = (await CallAsync("crm.contact.add", new { fields = new { NAME = "Anna" } })).Result!.GetValue<int>();
        await Process.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "partialMerge", after = 1 });

        var answer = await MergeAsync(3, 131, 144, third);

        Assert.Equal("ERROR", answer.Result!["STATUS"]!.GetValue<string>());
        Refused(await CallAsync("crm.contact.get", new { id = 144 }), 400, "", "Not found");
        Assert.Equal("Anna", (await ContactAsync(third))["NAME"]!.GetValue<string>());
    }

    private Task<Answer> MergeAsync(int entityTypeId, params int[] entityIds) =>
        CallAsync("crm.entity.mergeBatch", new { @params = new { entityTypeId, entityIds } });

    private async Task WriteAsync(int id, string field, string value)
    {
        var answer = await CallAsync("crm.contact.update", new { id, fields = new JsonObject { [field] = value } });
        Assert.True(answer.Result!.GetValue<bool>());
    }
}
