namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Behaviour 25 of the contract: chats as their session activities say, and the rest of comments.</summary>
public sealed class OpenLineCases(ContractPortal portal) : ContractCase(portal)
{
    [Theory]
    [InlineData("""{"CHAT_ID":1763}""")]
    [InlineData("""{"DIALOG_ID":"chat1763"}""")]
    [InlineData("""{"SESSION_ID":343}""")]
    [InlineData("""{"USER_CODE":"telegrambot|5|700112233|4153"}""")]
    public async Task Dialog_ByAnyName_TheSameChat(string parameters)
    {
        var dialog = (await PostAsync("imopenlines.dialog.get", parameters)).Result!;

        Assert.Equal("chat1763 LINES telegrambot|5|700112233|4153", $"{dialog["dialog_id"]} {dialog["entity_type"]} {dialog["entity_id"]}");
    }

    [Theory]
    [InlineData("""{"CHAT_ID":1763}""")]
    [InlineData("""{"SESSION_ID":343}""")]
    public async Task History_ByChatOrSession_TheSame(string parameters) =>
        Assert.Equal((1763, 343), ((await PostAsync("imopenlines.session.history.get", parameters)).Result!["chatId"]!.GetValue<int>(),
            (await PostAsync("imopenlines.session.history.get", parameters)).Result!["sessionId"]!.GetValue<int>()));

    [Fact]
    public async Task SessionMovedToAnotherCard_TheChatMoves()
    {
        await CallAsync("crm.activity.binding.add", new { activityId = 23, entityTypeId = 3, entityId = 131 });
        await CallAsync("crm.activity.binding.delete", new { activityId = 23, entityTypeId = 1, entityId = 50 });

        Assert.Equal("[]", Json((await ChatsAsync("lead", 50, "N")).Result));
        Assert.Equal("1764", (await ChatsAsync("contact", 131, "N")).Result![0]!["CHAT_ID"]!.GetValue<string>());
        Assert.Equal(1764, (await CallAsync("imopenlines.crm.chat.getLastId", new { CRM_ENTITY_TYPE = "contact", CRM_ENTITY = 131 })).Result!.GetValue<int>());
        var dialog = (await CallAsync("imopenlines.dialog.get", new { CHAT_ID = 1764 })).Result!;
        Assert.Equal("LEAD|0|COMPANY|0|CONTACT|131|DEAL|0", dialog["entity_data_2"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("N", true)]
    [InlineData("0", true)]
    [InlineData("Y", false)]
    [InlineData(null, false)]
    public async Task ClosedChats_OnlyWhenAskedFor(string? activeOnly, bool shown)
    {
        await CallAsync("crm.activity.update", new { id = 20, fields = new { COMPLETED = "Y" } });

        Assert.Equal(shown, (await ChatsAsync("contact", 120, activeOnly)).Result!.AsArray().Count == 1);
    }

    [Fact]
    public async Task Chats_OfACardOneMayNotRead_AccessDenied()
    {
        await Process.HandleAsync("/_rights", new { user = 6, type = 1, read = "None" });

        Refused(await CallAsUserAsync("imopenlines.crm.chat.get", new { CRM_ENTITY_TYPE = "lead", CRM_ENTITY = 50 }), 403, "ACCESS_DENIED", "");
        Refused(await CallAsUserAsync("imopenlines.dialog.get", new { CHAT_ID = 1764 }), 400, "ACCESS_ERROR", "");
        Refused(await CallAsync("imopenlines.crm.chat.get", new { CRM_ENTITY = 50 }), 400, "ERROR_ARGUMENT", "Argument 'CRM_ENTITY_TYPE' is null or empty");
    }

    [Fact]
    public async Task Comment_DeletedWithItsOwner_LeavesThatCardOnly()
    {
        await CallAsync("crm.timeline.bindings.bind", new { fields = new { OWNER_ID = 999, ENTITY_TYPE = "deal", ENTITY_ID = 77 } });
        await CallAsync("crm.timeline.comment.delete", new { id = 999, ownerTypeId = 3, ownerId = 120 });

        Assert.Equal("""[{"OWNER_ID":"999","ENTITY_ID":"77","ENTITY_TYPE":"deal"}]""",
            Json((await PostAsync("crm.timeline.bindings.list", """{"filter":{"OWNER_ID":999}}""")).Result));
        await CallAsync("crm.timeline.comment.delete", new { id = 999, ownerTypeId = 2, ownerId = 77 });
        Refused(await CallAsync("crm.timeline.comment.get", new { id = 999 }), 400, "", "Not found.");
    }

    [Fact]
    public async Task Comment_AuthorAtCreationOnly_TimeNever()
    {
        var id = (await CallAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = 131, ENTITY_TYPE = "contact", COMMENT = "one", AUTHOR_ID = 6, CREATED = "2020-01-01T00:00:00+03:00" } })).Result!.GetValue<int>();
        var answer = await CallAsync("crm.timeline.comment.update", new { id, fields = new { COMMENT = "two", AUTHOR_ID = 1 } });

        var comment = (await CallAsync("crm.timeline.comment.get", new { id })).Result!;
        Assert.Equal(id, answer.Result!.GetValue<int>());
        Assert.Equal(("6", "two", $"{id}", "131"), (comment["AUTHOR_ID"]!.GetValue<string>(), comment["COMMENT"]!.GetValue<string>(), comment["ID"]!.GetValue<string>(), comment["ENTITY_ID"]!.GetValue<string>()));
        Assert.False(comment["CREATED"]!.GetValue<string>().StartsWith("2020", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Comments_ErrorsOfTheirOwn()
    {
        Refused(await CallAsync("crm.timeline.comment.list", new { filter = new { ENTITY_ID = 120 } }), 400, "100", "");
        Refused(await CallAsync("crm.timeline.comment.list", new { filter = new { ENTITY_TYPE = "contact" } }), 400, "100", "");
        Refused(await CallAsync("crm.timeline.comment.update", new { id = 5, fields = new { COMMENT = "x" } }), 400, "NOT_FOUND", "");
        Refused(await CallAsync("crm.timeline.comment.update", new { id = 999, fields = new { COMMENT = "" } }), 400, "INVALID_ARG_VALUE", "Empty comment");
        Refused(await CallAsync("crm.timeline.bindings.bind", new { fields = new { OWNER_ID = 999, ENTITY_TYPE = "contact", ENTITY_ID = 5 } }), 400, "OWNER_NOT_FOUND", "");
        await Process.HandleAsync("/_rights", new { user = 6, type = 3, read = "None", edit = "None" });
        Refused(await CallAsUserAsync("crm.timeline.comment.get", new { id = 999 }), 400, "ACCESS_DENIED", "");
        Refused(await CallAsUserAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = 120, ENTITY_TYPE = "contact", COMMENT = "x" } }), 400, "ACCESS_DENIED", "");
    }

    private Task<Answer> ChatsAsync(string type, int id, string? activeOnly) =>
        CallAsync("imopenlines.crm.chat.get", new { CRM_ENTITY_TYPE = type, CRM_ENTITY = id, ACTIVE_ONLY = activeOnly });
}
