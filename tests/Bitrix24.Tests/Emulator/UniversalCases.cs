using System.Text.Json;

namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class UniversalCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Case11_ItemList_ByImol_FindsTheOwnerOfTheChat()
    {
        var answer = await PostAsync("crm.item.list", """{"entityTypeId":3,"filter":{"=imol":"imol|telegrambot|5|700112233|4153"},"select":["id","imol"]}""");

        Assert.Equal("""[{"id":120,"imol":"imol|telegrambot|5|700112233|4153"}]""", Json(answer.Result!["items"]));
        Assert.Equal(1, answer.Body["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Case14_ItemGet_UnknownType_NotFound() =>
        Refused(await CallAsync("crm.item.get", new { entityTypeId = 9999, id = 1 }), 400, "NOT_FOUND", "Smart process not found");

    [Fact]
    public async Task Case15_ItemUpdate_FmNewEntry_AddedBesideTheOld()
    {
        var answer = await PostAsync("crm.item.update",
            """{"entityTypeId":3,"id":120,"fields":{"fm":{"n0":{"typeId":"PHONE","valueType":"MOBILE","value":"+491701234567"}}}}""");

        var item = answer.Result!["item"]!;
        var ids = item["fm"]!.AsArray().ToDictionary(f => f!["typeId"]!.GetValue<string>(), f => f!["id"]!.GetValue<int>());
        Assert.Equal(901, ids["IM"]);
        Assert.True(ids["PHONE"] > 932, "932 is the highest id of the seed.");
        Assert.Equal("Y", item["hasPhone"]!.GetValue<string>());
    }

    [Fact]
    public async Task Case16_ItemUpdate_FmEmptyValue_Removed()
    {
        var answer = await PostAsync("crm.item.update", """{"entityTypeId":3,"id":120,"fields":{"fm":{"901":{"typeId":"IM","value":""}}}}""");

        Assert.Equal("[]", Json(answer.Result!["item"]!["fm"]));
        Assert.Equal("N", answer.Result!["item"]!["hasImol"]!.GetValue<string>());
    }

    [Fact]
    public async Task Case17_ItemUpdate_FmWithoutTypeId_NothingHappens()
    {
        var answer = await PostAsync("crm.item.update", """{"entityTypeId":3,"id":120,"fields":{"fm":{"901":{"value":""}}}}""");

        Assert.Equal(200, answer.Status);
        Assert.Single(answer.Result!["item"]!["fm"]!.AsArray());
    }

    [Fact]
    public async Task ItemUpdate_FmForeignId_SilentlyAdds()
    {
        var answer = await PostAsync("crm.item.update", """{"entityTypeId":3,"id":120,"fields":{"fm":{"910":{"typeId":"PHONE","value":"+491700000009"}}}}""");

        Assert.Equal(2, answer.Result!["item"]!["fm"]!.AsArray().Count);
        Assert.Equal("+491701234567", (await ContactAsync(131))["PHONE"]![0]!["VALUE"]!.GetValue<string>());
    }

    [Fact]
    public async Task ItemUpdate_FmAsArray_AllAdded()
    {
        var answer = await PostAsync("crm.item.update",
            """{"entityTypeId":3,"id":131,"fields":{"fm":[{"id":910,"typeId":"PHONE","value":"+491700000001"},{"typeId":"FOO","value":"x"}]}}""");

        Assert.Equal(["+491701234567", "+491700000001", "x"], answer.Result!["item"]!["fm"]!.AsArray().Select(f => f!["value"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Case20_ItemAdd_FmIsText_ContactWithoutPhones()
    {
        var answer = await CallAsync("crm.item.add", new { entityTypeId = 3, fields = new { name = "X", fm = "123" } });

        Assert.Equal("X", answer.Result!["item"]!["name"]!.GetValue<string>());
        Assert.Equal("N", answer.Result!["item"]!["hasPhone"]!.GetValue<string>());
    }

    [Fact]
    public async Task ItemGet_Contact_NumbersAreNumbersAndAliasesFlat()
    {
        var item = (await CallAsync("crm.item.get", new { entityTypeId = 3, id = 120 })).Result!["item"]!;

        Assert.Equal(JsonValueKind.Number, item["id"]!.GetValueKind());
        Assert.Equal(6, item["assignedById"]!.GetValue<int>());
        Assert.Equal(0, item["companyId"]!.GetValue<int>());
        Assert.Equal("", item["phone"]!.GetValue<string>());
        Assert.Equal("imol|telegrambot|5|700112233|4153", item["imol"]!.GetValue<string>());
        Assert.Equal("2026-03-01T10:00:00+03:00", item["createdTime"]!.GetValue<string>());
        Assert.True(item.AsObject().ContainsKey("ufCrm_1720697698689"));
    }

    [Fact]
    public async Task ItemGet_OriginalUfNames_UpperCase() =>
        Assert.True((await CallAsync("crm.item.get", new { entityTypeId = 3, id = 120, useOriginalUfNames = "Y" })).Result!["item"]!.AsObject().ContainsKey("UF_CRM_1720697698689"));

    [Fact]
    public async Task ItemList_FmNamedInSelect_NotReturned()
    {
        var named = await CallAsync("crm.item.list", new { entityTypeId = 3, select = new[] { "id", "fm" } });
        var star = await CallAsync("crm.item.list", new { entityTypeId = 3, select = new[] { "*" } });

        Assert.False(named.Result!["items"]![0]!.AsObject().ContainsKey("fm"));
        Assert.True(star.Result!["items"]![0]!.AsObject().ContainsKey("fm"));
    }

    [Fact]
    public async Task ItemList_UnknownFilterField_InvalidArgument() =>
        Refused(await CallAsync("crm.item.list", new { entityTypeId = 3, filter = new { nope = 1 } }), 400, "INVALID_ARG_VALUE", "Invalid filter: field 'nope' is not allowed in filter");

    [Fact]
    public async Task ItemList_WrongDirection_InvalidArgument() =>
        Refused(await CallAsync("crm.item.list", new { entityTypeId = 3, order = new { id = "UP" } }), 400, "INVALID_ARG_VALUE", "Invalid order: allowed sort directions are ASC, DESC");

    [Fact]
    public async Task ItemList_OrFilter_EitherSide()
    {
        var answer = await PostAsync("crm.item.list", """{"entityTypeId":3,"filter":{"logic":"OR","0":{"=id":120},"1":{"=email":"anna.lee@example.com"}},"select":["id"]}""");

        Assert.Equal([120, 144], answer.Result!["items"]!.AsArray().Select(i => i!["id"]!.GetValue<int>()));
    }

    [Fact]
    public async Task ItemList_DealsByContactIds_AllBoundDeals()
    {
        var answer = await CallAsync("crm.item.list", new { entityTypeId = 2, filter = new { contactIds = new[] { 131 } }, select = new[] { "id", "contactId", "contactIds" } });

        Assert.Equal("""[{"id":77,"contactId":120,"contactIds":[120,131]},{"id":79,"contactId":131,"contactIds":[131]}]""", Json(answer.Result!["items"]));
    }

    [Fact]
    public async Task ItemUpdate_LeadContactIds_BecomesRepeatLead()
    {
        var answer = await CallAsync("crm.item.update", new { entityTypeId = 1, id = 50, fields = new { contactIds = new[] { 131 } } });

        Assert.Equal("Y", answer.Result!["item"]!["isReturnCustomer"]!.GetValue<string>());
        Assert.Equal(131, answer.Result!["item"]!["contactId"]!.GetValue<int>());
    }

    [Fact]
    public async Task ItemUpdate_ContactLeadId_Kept() =>
        Assert.Equal(50, (await CallAsync("crm.item.update", new { entityTypeId = 3, id = 131, fields = new { leadId = 50 } })).Result!["item"]!["leadId"]!.GetValue<int>());

    [Fact]
    public async Task ItemDelete_Deal_EmptyArray()
    {
        Assert.Equal("[]", Json((await CallAsync("crm.item.delete", new { entityTypeId = 2, id = 77 })).Result));
        Refused(await CallAsync("crm.item.get", new { entityTypeId = 2, id = 77 }), 400, "NOT_FOUND", "Element not found");
    }

    [Fact]
    public async Task Case69_ItemImport_CreatedInTheFuture_NotValid() =>
        // Years, not a day: other cases of the same portal move its clock on.
        Refused(await CallAsync("crm.item.import", new { entityTypeId = 3, fields = new { name = "A", createdTime = DateTimeOffset.UtcNow.AddYears(10).ToString("O") } }),
            400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", "Invalid value");

    [Fact]
    public async Task Case70_ItemImport_SystemFieldByPlainUser_NotValid() =>
        Refused(await CallAsUserAsync("crm.item.import", new { entityTypeId = 3, fields = new { name = "A", createdTime = "2026-10-01T10:00:00+03:00" } }),
            400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", "Invalid value");

    [Fact]
    public async Task ItemImport_EarlierThanTheNewestCard_NotValid() =>
        Refused(await CallAsync("crm.item.import", new { entityTypeId = 3, fields = new { name = "A", createdTime = "2026-02-01T10:00:00+03:00" } }),
            400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", "Invalid value");

    [Fact]
    public async Task ItemImport_Administrator_DatesAuthorAndPhonesKept()
    {
        var answer = await CallAsync("crm.item.import", new
        {
            entityTypeId = 3,
            fields = new
            {
                name = "A", createdTime = "2026-10-01T10:00:00+03:00", updatedTime = "2026-10-02T10:00:00+03:00", createdBy = 6,
                PHONE = new[] { new { VALUE = "+491700000001", VALUE_TYPE = "MOBILE" } },
            },
        });

        var id = answer.Result!["item"]!["id"]!.GetValue<int>();
        Assert.Single(answer.Result["item"]!.AsObject());
        var contact = await ContactAsync(id);
        Assert.Equal("2026-10-01T10:00:00+03:00", contact["DATE_CREATE"]!.GetValue<string>());
        Assert.Equal("2026-10-02T10:00:00+03:00", contact["DATE_MODIFY"]!.GetValue<string>());
        Assert.Equal("6", contact["CREATED_BY_ID"]!.GetValue<string>());
        Assert.Equal("+491700000001", contact["PHONE"]![0]!["VALUE"]!.GetValue<string>());
    }

    [Fact]
    public async Task BatchImport_GoodBadAndTooMany_AnsweredOneByOne()
    {
        var mixed = await CallAsync("crm.item.batchImport", new { entityTypeId = 3, data = new object[] { new { name = "A" }, new { post = "B" } } });
        var many = await CallAsync("crm.item.batchImport", new { entityTypeId = 3, data = Enumerable.Range(0, 21).Select(i => new { name = "A" }) });

        Assert.True(mixed.Result!["items"]![0]!["item"]!["id"]!.GetValue<int>() > 317);
        Assert.Equal("CRM_FIELD_ERROR_REQUIRED", mixed.Result["items"]![1]!["error"]!.GetValue<string>());
        Refused(many, 400, "MAX_IMPORT_BATCH_SIZE_EXCEEDED", "Maximum");
    }

    [Fact]
    public async Task ItemUpdate_DealCategory_MovesToItsFirstStage()
    {
        var item = (await CallAsync("crm.item.update", new { entityTypeId = 2, id = 77, fields = new { categoryId = 1 } })).Result!["item"]!;

        Assert.Equal(1, item["categoryId"]!.GetValue<int>());
        Assert.Equal("C1:NEW", item["stageId"]!.GetValue<string>());
    }
}
