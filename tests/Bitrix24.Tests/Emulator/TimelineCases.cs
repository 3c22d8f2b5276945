namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class TimelineCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Case44_CommentAdd_UpperCaseFields_Code100() =>
        Refused(await PostAsync("crm.timeline.comment.add", """{"FIELDS":{"ENTITY_ID":120,"ENTITY_TYPE":"contact","COMMENT":"x"}}"""), 400, "100", "Could not find value for parameter {fields}");

    [Fact]
    public async Task Comment_BindToSecondCard_SeenOnBoth()
    {
        var bound = await CallAsync("crm.timeline.bindings.bind", new { fields = new { OWNER_ID = 999, ENTITY_TYPE = "contact", ENTITY_ID = 131 } });

        Assert.True(bound.Result!.GetValue<bool>());
        var list = await CallAsync("crm.timeline.bindings.list", new { filter = new { OWNER_ID = 999 } });
        Assert.Equal("""[{"OWNER_ID":"999","ENTITY_ID":"120","ENTITY_TYPE":"contact"},{"OWNER_ID":"999","ENTITY_ID":"131","ENTITY_TYPE":"contact"}]""", Json(list.Result));
        Assert.Equal(2, list.Body["total"]!.GetValue<int>());
        Assert.Equal("Asked about delivery", (await CommentsAsync(131)).Result![0]!["COMMENT"]!.GetValue<string>());

        await CallAsync("crm.timeline.bindings.unbind", new { fields = new { OWNER_ID = 999, ENTITY_TYPE = "contact", ENTITY_ID = 131 } });
        Assert.Equal("[]", Json((await CommentsAsync(131)).Result));
    }

    [Fact]
    public async Task Comment_AddUpdateDelete_RoundTrip()
    {
        var id = (await CallAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = 131, ENTITY_TYPE = "contact", COMMENT = "one" } })).Result!.GetValue<int>();
        await CallAsync("crm.timeline.comment.update", new { id, fields = new { COMMENT = "two" } });

        Assert.Equal("two", (await CallAsync("crm.timeline.comment.get", new { id })).Result!["COMMENT"]!.GetValue<string>());
        var deleted = await CallAsync("crm.timeline.comment.delete", new { id });
        Assert.Null(deleted.Result);
        Refused(await CallAsync("crm.timeline.comment.get", new { id }), 400, "", "Not found.");
    }

    [Fact]
    public async Task Comment_EmptyOrNowhere_Refused()
    {
        Refused(await CallAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = 120, ENTITY_TYPE = "contact", COMMENT = "" } }), 400, "INVALID_ARG_VALUE", "Empty comment");
        Refused(await CallAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = 999999, ENTITY_TYPE = "contact", COMMENT = "x" } }), 400, "OWNER_NOT_FOUND", "Owner");
    }

    [Fact]
    public async Task LogMessage_Add_NotAmongTheComments()
    {
        var answer = await CallAsync("crm.timeline.logmessage.add", new { fields = new { entityTypeId = 3, entityId = 131, title = "Merged", text = "Entry 5", iconCode = "info" } });

        Assert.True(answer.Result!["logMessage"]!["id"]!.GetValue<int>() > 1000);
        Assert.Equal("[]", Json((await CommentsAsync(131)).Result));
    }

    [Fact]
    public async Task Case46_ChatGet_WithoutEntity_ArgumentIsNamed()
    {
        var answer = await CallAsync("imopenlines.crm.chat.get", new { CRM_ENTITY_TYPE = "contact" });

        Refused(answer, 400, "ERROR_ARGUMENT", "Argument 'CRM_ENTITY' is null or empty");
        Assert.Equal("CRM_ENTITY", answer.Body["argument"]!.GetValue<string>());
    }

    [Fact]
    public async Task SessionHistory_OfAChat_ClientManagerAndChat()
    {
        var history = (await CallAsync("imopenlines.session.history.get", new { CHAT_ID = 1763 })).Result!;

        Assert.Equal(343, history["sessionId"]!.GetValue<int>());
        Assert.Equal("chat1763", history["userId"]!.GetValue<string>());
        Assert.Equal("tg_anna", history["users"]!["4153"]!["name"]!.GetValue<string>());
        Assert.True(history["users"]!["4153"]!["connector"]!.GetValue<bool>());
        Assert.Equal("telegrambot|5|700112233|4153", history["chat"]!["1763"]!["entity_id"]!.GetValue<string>());
        Refused(await CallAsync("imopenlines.session.history.get", new { SESSION_ID = 9 }), 400, "ACCESS_ERROR", "You do not have access");
    }

    [Fact]
    public async Task Chats_OfATelegramContact_FoundByCardAndByCode()
    {
        var chats = await CallAsync("imopenlines.crm.chat.get", new { CRM_ENTITY_TYPE = "contact", CRM_ENTITY = 120, ACTIVE_ONLY = "N" });
        var last = await CallAsync("imopenlines.crm.chat.getLastId", new { CRM_ENTITY_TYPE = "contact", CRM_ENTITY = 120 });
        var none = await CallAsync("imopenlines.crm.chat.getLastId", new { CRM_ENTITY_TYPE = "contact", CRM_ENTITY = 131 });
        var dialog = await CallAsync("imopenlines.dialog.get", new { USER_CODE = "telegrambot|5|700112233|4153" });

        Assert.Equal("""[{"CHAT_ID":"1763","CONNECTOR_ID":"telegrambot","CONNECTOR_TITLE":"Telegram"}]""", Json(chats.Result));
        Assert.Equal(1763, last.Result!.GetValue<int>());
        Refused(none, 400, "CRM_CHAT_EMPTY_CRM_DATA", "Could not find CRM object");
        Assert.StartsWith("Y|CONTACT|120|N|N|343|", dialog.Result!["entity_data_1"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("LEAD|0|COMPANY|0|CONTACT|120|DEAL|0", dialog.Result["entity_data_2"]!.GetValue<string>());
        Refused(await CallAsync("imopenlines.dialog.get", new { CHAT_ID = 1 }), 400, "ACCESS_ERROR", "You do not have access");
    }

    private Task<Answer> CommentsAsync(int contact) => CallAsync("crm.timeline.comment.list", new { filter = new { ENTITY_ID = contact, ENTITY_TYPE = "contact" } });
}
