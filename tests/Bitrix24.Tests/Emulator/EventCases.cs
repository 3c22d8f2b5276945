namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Section 8.1 of the contract: online events.</summary>
public sealed class EventCases(ContractPortal portal) : ApplicationCase(portal)
{
    [Fact]
    public async Task Bind_OwnChange_DeliveredWithIdAndTokensOfWhoDidIt()
    {
        await using var application = await FormReceiver.StartAsync();
        var admin = (await SignInAsync()).Access;
        await BindAsync(admin, "onCrmContactUpdate", application.Address + "/e");
        var ann = await SignInAsync(user: 6);

        await CallAppAsync(ann.Access, "crm.contact.update", """{"id":120,"fields":{"NAME":"Anna"}}""");

        var form = (await application.TakeAsync(1))[0];
        Assert.Equal(("ONCRMCONTACTUPDATE", "120"), (form["event"], form["data[FIELDS][ID]"]));
        Assert.Matches("^[0-9]+$", form["event_handler_id"]);
        Assert.Matches("^[0-9]+$", form["ts"]);
        Assert.Equal(ann.Body["member_id"]!.GetValue<string>(), form["auth[member_id]"]);
        Assert.False(form.Fields.ContainsKey("auth[refresh_token]"));
        Assert.Equal("6", (await CallAppAsync(form["auth[access_token]"], "profile")).Result!["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task AuthType_NamesWhoseTokensGoAlong()
    {
        await using var application = await FormReceiver.StartAsync();
        await BindAsync((await SignInAsync()).Access, "ONCRMLEADADD", application.Address, ""","auth_type":6""");

        await CallAsync("crm.lead.add", new { fields = new { TITLE = "New" } });

        Assert.Equal("6", (await application.TakeAsync(1))[0]["auth[user_id]"]);
    }

    [Fact]
    public async Task Robot_ItsEventsCarryNoTokens()
    {
        await using var application = await FormReceiver.StartAsync();
        await BindAsync((await SignInAsync()).Access, "ONCRMCONTACTUPDATE", application.Address);

        await Process.HandleAsync("/_act", new { robot = true, method = "crm.contact.update", parameters = new { id = 131, fields = new { NAME = "Robot" } } });

        var form = (await application.TakeAsync(1))[0];
        Assert.All(["access_token", "expires_in", "scope", "status", "refresh_token"], name => Assert.False(form.Fields.ContainsKey($"auth[{name}]")));
        Assert.Equal(32, form["auth[application_token]"].Length);
    }

    public static TheoryData<string, string, string, string> Writes => new()
    {
        { "ONCRMCONTACTADD", "crm.contact.add", """{"fields":{"NAME":"N"}}""", "318" },
        { "ONCRMCONTACTADD", "crm.item.import", """{"entityTypeId":3,"fields":{"name":"N"}}""", "318" },
        { "ONCRMLEADUPDATE", "crm.item.update", """{"entityTypeId":1,"id":50,"fields":{"title":"T"}}""", "50" },
        { "ONCRMDEALDELETE", "crm.deal.delete", """{"id":78}""", "78" },
        { "ONCRMCOMPANYDELETE", "crm.item.delete", """{"entityTypeId":4,"id":12}""", "12" },
        { "ONCRMDEALMOVETOCATEGORY", "crm.item.update", """{"entityTypeId":2,"id":78,"fields":{"categoryId":1}}""", "78" },
        { "ONCRMDEALUPDATE", "crm.deal.contact.add", """{"id":78,"fields":{"CONTACT_ID":120}}""", "78" },
        { "ONCRMDEALUPDATE", "crm.item.productrow.set", """{"ownerType":"D","ownerId":78,"productRows":[{"productName":"P","price":5}]}""", "78" },
        { "ONCRMACTIVITYUPDATE", "crm.activity.update", """{"id":20,"fields":{"SUBJECT":"S"}}""", "20" },
        { "ONCRMACTIVITYUPDATE", "crm.activity.binding.add", """{"activityId":20,"entityTypeId":3,"entityId":131}""", "20" },
        { "ONCRMACTIVITYDELETE", "crm.activity.delete", """{"id":20}""", "20" },
        { "ONCRMTIMELINECOMMENTADD", "crm.timeline.comment.add", """{"fields":{"ENTITY_ID":120,"ENTITY_TYPE":"contact","COMMENT":"C"}}""", "1001" },
        { "ONCRMTIMELINECOMMENTUPDATE", "crm.timeline.comment.update", """{"id":999,"fields":{"COMMENT":"C"}}""", "999" },
        { "ONCRMTIMELINECOMMENTDELETE", "crm.timeline.comment.delete", """{"id":999}""", "999" },
        { "ONCRMREQUISITEADD", "crm.requisite.add", """{"fields":{"ENTITY_TYPE_ID":3,"ENTITY_ID":131,"NAME":"R","PRESET_ID":1}}""", "1" },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Write_OfAnyKind_RaisesItsEvent(string name, string method, string parameters, string id)
    {
        await using var application = await FormReceiver.StartAsync();
        await BindAsync((await SignInAsync()).Access, name, application.Address);

        var answer = await PostAsync(method, parameters);

        Assert.False(answer.Body.ContainsKey("error"), Json(answer.Body));
        var form = (await application.TakeAsync(1))[0];
        Assert.Equal((name, id), (form["event"], form["data[FIELDS][ID]"]));
    }

    [Fact]
    public async Task Event_NamesTheIdAlone_OnlyAMoveToAnotherPipelineMore()
    {
        await using var application = await FormReceiver.StartAsync();
        var token = (await SignInAsync()).Access;
        foreach (var name in new[] { "ONCRMDEALUPDATE", "ONCRMDEALMOVETOCATEGORY" })
            await BindAsync(token, name, application.Address);
        await CallAsync("crm.deal.update", new { id = 77, fields = new { TITLE = "T" } });
        await CallAsync("crm.item.update", new { entityTypeId = 2, id = 78, fields = new { categoryId = 1 } });
        await SettledAsync();

        static IEnumerable<string> Data(ReceivedForm form) => form.Fields.Where(f => f.Key.StartsWith("data", StringComparison.Ordinal)).Select(f => $"{f.Key} {f.Value}");
        var forms = application.Forms.ToList();
        Assert.Equal(["ONCRMDEALUPDATE", "ONCRMDEALMOVETOCATEGORY"], forms.Select(f => f["event"]));
        Assert.Equal(["data[FIELDS][ID] 77"], Data(forms[0]));
        Assert.Equal(["data[FIELDS][ID] 78", "data[FIELDS][CATEGORY_ID] 1", "data[FIELDS][STAGE_ID] C1:NEW"], Data(forms[1]));
    }

    [Fact]
    public async Task Case33_Merge_OneUpdateOfTheWinnerAndADeletePerLoser()
    {
        await using var application = await FormReceiver.StartAsync();
        var token = (await SignInAsync()).Access;
        foreach (var name in new[] { "ONCRMCONTACTADD", "ONCRMCONTACTUPDATE", "ONCRMCONTACTDELETE" })
            await BindAsync(token, name, application.Address);

        var merge = await CallAppAsync(token, "crm.entity.mergeBatch", """{"params":{"entityTypeId":3,"entityIds":[131,144]}}""");

        Assert.Equal("SUCCESS", merge.Result!["STATUS"]!.GetValue<string>());
        await SettledAsync();
        Assert.Equal(["ONCRMCONTACTUPDATE 131", "ONCRMCONTACTDELETE 144"], application.Forms.Select(f => $"{f["event"]} {f["data[FIELDS][ID]"]}"));
    }

    [Fact]
    public async Task NothingChanged_NothingSaid()
    {
        await using var application = await FormReceiver.StartAsync();
        var token = (await SignInAsync()).Access;
        await BindAsync(token, "ONCRMCONTACTUPDATE", application.Address);

        await CallAppAsync(token, "crm.contact.update", """{"id":131,"fields":{"NAME":"Anna"}}""");
        await CallAppAsync(token, "crm.contact.update", """{"id":999999,"fields":{"NAME":"Anna"}}""");
        await CallAppAsync(token, "crm.contact.update", """{"id":120,"fields":{"NAME":"Other"}}""");

        await SettledAsync();
        Assert.Equal("120", Assert.Single(application.Forms)["data[FIELDS][ID]"]);
    }

    [Fact]
    public async Task HandlerFails_PostedOnceOnly()
    {
        await using var application = await FormReceiver.StartAsync(status: 500);
        await BindAsync((await SignInAsync()).Access, "ONCRMCONTACTUPDATE", application.Address);

        await CallAsync("crm.contact.update", new { id = 120, fields = new { NAME = "A" } });
        await CallAsync("crm.contact.update", new { id = 131, fields = new { NAME = "B" } });

        await SettledAsync();
        Assert.Equal(["120", "131"], application.Forms.Select(f => f["data[FIELDS][ID]"]));
    }

    [Fact]
    public async Task Switches_HeldThenReversedAndDoubled()
    {
        await using var application = await FormReceiver.StartAsync();
        await BindAsync((await SignInAsync()).Access, "ONCRMCONTACTUPDATE", application.Address);
        await Process.HandleAsync("/_events", new { hold = true, reversed = true, copies = 2 });
        await CallAsync("crm.contact.update", new { id = 120, fields = new { NAME = "A" } });
        await CallAsync("crm.contact.update", new { id = 131, fields = new { NAME = "B" } });
        Assert.Empty(application.Forms);

        await Process.HandleAsync("/_events/release");

        await SettledAsync();
        Assert.Equal(["131", "131", "120", "120"], application.Forms.Select(f => f["data[FIELDS][ID]"]));
    }

    [Fact]
    public async Task Delay_EventsLeaveLater()
    {
        await using var application = await FormReceiver.StartAsync();
        await BindAsync((await SignInAsync()).Access, "ONCRMCONTACTUPDATE", application.Address);
        await Process.HandleAsync("/_events", new { delayMs = 400 });
        var started = TimeProvider.System.GetTimestamp();

        await CallAsync("crm.contact.update", new { id = 120, fields = new { NAME = "A" } });
        await application.TakeAsync(1);

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(390));
    }

    [Fact]
    public async Task OutgoingWebhook_PostsWithItsOwnTokenAndNoOther()
    {
        await using var receiver = await FormReceiver.StartAsync();
        var token = (await Process.HandleAsync("/_outgoing", new { to = receiver.Address + "/hook", events = new[] { "onCrmContactUpdate" } }))!["token"]!.GetValue<string>();

        await CallAsync("crm.contact.update", new { id = 120, fields = new { NAME = "A" } });
        await CallAsync("crm.lead.update", new { id = 50, fields = new { TITLE = "T" } });

        var form = (await receiver.TakeAsync(1))[0];
        Assert.Equal(("/hook", "ONCRMCONTACTUPDATE", "120", token), (form.Path, form["event"], form["data[FIELDS][ID]"], form["auth[application_token]"]));
        Assert.Equal(["auth[application_token]", "auth[client_endpoint]", "auth[domain]", "auth[member_id]", "auth[server_endpoint]"],
            form.Fields.Keys.Where(k => k.StartsWith("auth[", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var read = Assert.IsType<PortalCallback.Event>(PortalCallback.Read(form.Fields, DateTimeOffset.UtcNow));
        Assert.Equal(new EntityRef(Bitrix24.EntityType.Contact, 120), read.Change.Card);
        await SettledAsync();
        Assert.Empty(receiver.Forms);
        using var gone = await Process.Http.DeleteAsync(new Uri("/_outgoing", UriKind.Relative));
        await CallAsync("crm.contact.update", new { id = 120, fields = new { NAME = "B" } });
        await SettledAsync();
        Assert.Empty(receiver.Forms);
    }

    [Fact]
    public async Task GetAndUnbind_ShowAndCount()
    {
        var token = (await SignInAsync()).Access;
        await BindAsync(token, "ONCRMCONTACTUPDATE", "http://127.0.0.1:9/a");
        await BindAsync(token, "ONCRMCONTACTUPDATE", "http://127.0.0.1:9/b");
        await BindAsync(token, "ONCRMLEADADD", "http://127.0.0.1:9/a");

        Assert.Equal("""{"event":"ONCRMCONTACTUPDATE","handler":"http://127.0.0.1:9/a","auth_type":"0","offline":0}""", Json((await CallAppAsync(token, "event.get")).Result![0]));
        Assert.Equal("""{"count":1}""", Json((await CallAppAsync(token, "event.unbind", """{"event":"onCrmContactUpdate","handler":"http://127.0.0.1:9/b"}""")).Result));
        Assert.Equal("""{"count":2}""", Json((await CallAppAsync(token, "event.unbind")).Result));
        Assert.Equal("[]", Json((await CallAppAsync(token, "event.get")).Result));
    }

    [Fact]
    public async Task Bind_Twice_UnableToSet()
    {
        var token = (await SignInAsync()).Access;
        await BindAsync(token, "ONCRMLEADADD", "http://127.0.0.1:9/a");

        Refused(await CallAppAsync(token, "event.bind", """{"event":"ONCRMLEADADD","handler":"http://127.0.0.1:9/a"}"""), 400, "ERROR_CORE", "Unable to set event handler");
    }

    [Fact]
    public async Task Bind_Refusals_AsDocumented()
    {
        var (admin, ann) = ((await SignInAsync()).Access, (await SignInAsync(user: 6)).Access);

        Refused(await CallAppAsync(admin, "event.bind", """{"event":"ONNOPE","handler":"http://127.0.0.1:9/a"}"""), 400, "ERROR_EVENT_NOT_FOUND", "Event not found");
        Refused(await CallAppAsync(admin, "event.bind", """{"handler":"http://127.0.0.1:9/a"}"""), 400, "ERROR_ARGUMENT", "");
        Refused(await CallAppAsync(admin, "event.bind", """{"event":"ONCRMLEADADD"}"""), 400, "ERROR_ARGUMENT", "");
        Refused(await CallAppAsync(ann, "event.bind", """{"event":"ONCRMLEADADD","handler":"http://127.0.0.1:9/a","auth_type":1}"""), 403, "ACCESS_DENIED",
            "Access denied! Event binding with AUTH_TYPE requires administrator access rights");
        Assert.True((await CallAppAsync(ann, "event.bind", """{"event":"ONCRMLEADADD","handler":"http://127.0.0.1:9/a","auth_type":6}""")).Result!.GetValue<bool>());
    }

    [Fact]
    public async Task Test_FiresOnAppTest_WithARefreshToken()
    {
        await using var application = await FormReceiver.StartAsync();
        var token = (await SignInAsync()).Access;
        await BindAsync(token, "ONAPPTEST", application.Address);

        Assert.True((await CallAppAsync(token, "event.test", """{"hello":"world"}""")).Result!.GetValue<bool>());

        var form = (await application.TakeAsync(1))[0];
        Assert.Equal(("ONAPPTEST", "world"), (form["event"], form["data[QUERY][hello]"]));
        Assert.Equal(200, (await RefreshAsync(form["auth[refresh_token]"])).Status);
    }

    [Fact]
    public async Task Events_ListNamesAndHidesMissingOnes()
    {
        await Process.HandleAsync("/_portal", new { missingEvents = new[] { "ONCRMTIMELINE*" } });

        var names = (await CallAsync("events", new { scope = "crm" })).Result!.AsArray().Select(n => n!.GetValue<string>()).ToList();

        Assert.Contains("ONCRMCONTACTUPDATE", names);
        Assert.DoesNotContain("ONCRMTIMELINECOMMENTADD", names);
        Refused(await CallAppAsync((await SignInAsync()).Access, "event.bind", """{"event":"ONCRMTIMELINECOMMENTADD","handler":"http://127.0.0.1:9/a"}"""), 400, "ERROR_EVENT_NOT_FOUND", "Event not found");
    }

    private async Task BindAsync(string token, string name, string handler, string more = "") =>
        Assert.True((await CallAppAsync(token, "event.bind", $$"""{"event":"{{name}}","handler":"{{handler}}"{{more}}}""")).Result!.GetValue<bool>());
}
