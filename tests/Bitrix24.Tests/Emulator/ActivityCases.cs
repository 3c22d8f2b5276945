namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class ActivityCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Case40_BindingDelete_TheOnlyOne_Refused() =>
        Refused(await CallAsync("crm.activity.binding.delete", new { activityId = 21, entityTypeId = 3, entityId = 131 }), 400, "LAST_BINDING_CANNOT_BE_DELETED", "The last");

    [Fact]
    public async Task Case41_BindingMove_LeadToContact_TypesNotEqual() =>
        Refused(await CallAsync("crm.activity.binding.move", new { activityId = 23, sourceEntityTypeId = 1, sourceEntityId = 50, targetEntityTypeId = 3, targetEntityId = 131 }),
            400, "SOURCE_AND_TARGET_ENTITY_TYPES_ARE_NOT_EQUAL_ERROR", "Source");

    [Fact]
    public async Task Case42_BindingAdd_Twice_AlreadyBound()
    {
        var first = await CallAsync("crm.activity.binding.add", new { activityId = 23, entityTypeId = 3, entityId = 131 });
        var second = await CallAsync("crm.activity.binding.add", new { activityId = 23, entityTypeId = 3, entityId = 131 });

        Assert.True(first.Result!.GetValue<bool>());
        Refused(second, 400, "ACTIVITY_IS_ALREADY_BOUND", "Activity is already bound");
        Assert.Equal("""[{"entityTypeId":1,"entityId":50},{"entityTypeId":3,"entityId":131}]""", Json((await CallAsync("crm.activity.binding.list", new { activityId = 23 })).Result));
    }

    [Fact]
    public async Task BindingDelete_OwnersBinding_OwnerBecomesTheLastOneLeft()
    {
        await CallAsync("crm.activity.binding.add", new { activityId = 23, entityTypeId = 3, entityId = 131 });
        await CallAsync("crm.activity.binding.delete", new { activityId = 23, entityTypeId = 1, entityId = 50 });

        var activity = (await CallAsync("crm.activity.get", new { id = 23 })).Result!;
        Assert.Equal("3/131", $"{activity["OWNER_TYPE_ID"]}/{activity["OWNER_ID"]}");
    }

    [Fact]
    public async Task BindingDelete_TwoOthersLeft_OwnerStaysUntilOneIsLeft()
    {
        async Task<string> OwnerAsync()
        {
            var activity = (await CallAsync("crm.activity.get", new { id = 23 })).Result!;
            return $"{activity["OWNER_TYPE_ID"]}/{activity["OWNER_ID"]}";
        }
        await CallAsync("crm.activity.binding.add", new { activityId = 23, entityTypeId = 3, entityId = 131 });
        await CallAsync("crm.activity.binding.add", new { activityId = 23, entityTypeId = 2, entityId = 77 });

        await CallAsync("crm.activity.binding.delete", new { activityId = 23, entityTypeId = 1, entityId = 50 });
        Assert.Equal("1/50", await OwnerAsync());
        await CallAsync("crm.activity.binding.delete", new { activityId = 23, entityTypeId = 3, entityId = 131 });
        Assert.Equal("2/77", await OwnerAsync());
        Refused(await CallAsync("crm.activity.binding.delete", new { activityId = 23, entityTypeId = 2, entityId = 77 }), 400, "LAST_BINDING_CANNOT_BE_DELETED", "");
    }

    [Fact]
    public async Task BindingMove_Refusals()
    {
        Task<Answer> Move(int source, int target) =>
            CallAsync("crm.activity.binding.move", new { activityId = 21, sourceEntityTypeId = 3, sourceEntityId = source, targetEntityTypeId = 3, targetEntityId = target });
        await CallAsync("crm.activity.binding.add", new { activityId = 21, entityTypeId = 3, entityId = 144 });

        Refused(await Move(131, 131), 400, "SOURCE_AND_TARGET_ENTITY_ID_ARE_EQUAL_ERROR", "");
        Refused(await Move(131, 144), 400, "ACTIVITY_IS_ALREADY_BOUND", "");
        Refused(await Move(120, 201), 400, "BINDING_NOT_FOUND", "");
        Refused(await Move(131, 999999), 400, "OWNER_NOT_FOUND", "");
    }

    [Fact]
    public async Task BindingMove_SameType_Moves()
    {
        var moved = await CallAsync("crm.activity.binding.move", new { activityId = 21, sourceEntityTypeId = 3, sourceEntityId = 131, targetEntityTypeId = 3, targetEntityId = 144 });

        Assert.True(moved.Result!.GetValue<bool>());
        Assert.Equal("""[{"entityTypeId":3,"entityId":144}]""", Json((await CallAsync("crm.activity.binding.list", new { activityId = 21 })).Result));
    }

    [Fact]
    public async Task BindingErrors_MissingAndUnknown()
    {
        Refused(await CallAsync("crm.activity.binding.list"), 400, "100", "Could not find value for parameter {activityId}");
        Refused(await CallAsync("crm.activity.binding.list", new { activityId = 999999 }), 400, "NOT_FOUND", "Activity");
        Refused(await CallAsync("crm.activity.binding.add", new { activityId = 21, entityTypeId = 3, entityId = 999999 }), 400, "OWNER_NOT_FOUND", "Owner");
        Refused(await CallAsync("crm.activity.binding.delete", new { activityId = 21, entityTypeId = 3, entityId = 120 }), 400, "BINDING_NOT_FOUND", "Binding");
    }

    [Fact]
    public async Task List_ByBindings_SeesBoundOnesAndRepeatsSharedOnes()
    {
        await CallAsync("crm.activity.binding.add", new { activityId = 23, entityTypeId = 3, entityId = 120 });

        var owned = await CallAsync("crm.activity.list", new { filter = new { OWNER_TYPE_ID = 3, OWNER_ID = 120 }, select = new[] { "ID" } });
        var bound = await CallAsync("crm.activity.list", new { filter = new { BINDINGS = new[] { new { OWNER_TYPE_ID = 3, OWNER_ID = 120 } } }, select = new[] { "ID" } });
        var both = await CallAsync("crm.activity.list", new { filter = new { BINDINGS = new[] { new { OWNER_TYPE_ID = 3, OWNER_ID = 120 }, new { OWNER_TYPE_ID = 1, OWNER_ID = 50 } } }, select = new[] { "ID" } });

        Assert.Equal("""[{"ID":"20"}]""", Json(owned.Result));
        Assert.Equal("""[{"ID":"20"},{"ID":"23"}]""", Json(bound.Result));
        Assert.Equal("""[{"ID":"20"},{"ID":"23"},{"ID":"23"}]""", Json(both.Result));
    }

    [Fact]
    public async Task List_OutgoingToPhone_CommunicationsOnlyWhenNamed()
    {
        var plain = await CallAsync("crm.activity.list", new { filter = new { ID = 21 } });
        var full = await CallAsync("crm.activity.list", new { filter = new { ID = 21, DIRECTION = 2 }, select = new[] { "*", "COMMUNICATIONS" } });

        Assert.False(plain.Result![0]!.AsObject().ContainsKey("COMMUNICATIONS"));
        Assert.Equal("[]", Json(plain.Result[0]!["SETTINGS"]));
        var communication = full.Result![0]!["COMMUNICATIONS"]![0]!;
        Assert.Equal("PHONE +491701234567 3/131", $"{communication["TYPE"]} {communication["VALUE"]} {communication["ENTITY_TYPE_ID"]}/{communication["ENTITY_ID"]}");
    }

    [Fact]
    public async Task List_Sessions_CarryTheUserCode()
    {
        var answer = await CallAsync("crm.activity.list", new { filter = new { PROVIDER_ID = "IMOPENLINES_SESSION", BINDINGS = new[] { new { OWNER_TYPE_ID = 1, OWNER_ID = 50 } } } });

        var session = answer.Result![0]!;
        Assert.Equal("telegrambot|5|700112244|4160", session["PROVIDER_PARAMS"]!["USER_CODE"]!.GetValue<string>());
        Assert.Equal("IMOL_344", session["ORIGIN_ID"]!.GetValue<string>());
        Assert.Equal("1", session["DIRECTION"]!.GetValue<string>());
    }

    [Fact]
    public async Task Add_Call_ReadBackUpdatedAndDeleted()
    {
        var id = (await CallAsync("crm.activity.add", new
        {
            fields = new
            {
                OWNER_TYPE_ID = 3, OWNER_ID = 120, TYPE_ID = 2, SUBJECT = "Call", RESPONSIBLE_ID = 1, DIRECTION = 2, COMPLETED = "Y",
                COMMUNICATIONS = new[] { new { TYPE = "PHONE", VALUE = "+491700000001", ENTITY_ID = 120, ENTITY_TYPE_ID = 3 } },
            },
        })).Result!.GetValue<int>();
        await CallAsync("crm.activity.update", new { id, fields = new { SUBJECT = "Call again", OWNER_ID = 131 } });

        var activity = (await CallAsync("crm.activity.get", new { id })).Result!;
        Assert.Equal("Call again", activity["SUBJECT"]!.GetValue<string>());
        Assert.Equal("120", activity["OWNER_ID"]!.GetValue<string>());
        Assert.True((await CallAsync("crm.activity.delete", new { id })).Result!.GetValue<bool>());
        Refused(await CallAsync("crm.activity.get", new { id }), 400, "", "Not found");
    }

    [Fact]
    public async Task Add_Incomplete_NamesWhatIsMissing()
    {
        Refused(await CallAsync("crm.activity.add", new { fields = new { TYPE_ID = 2 } }), 400, "", "The field SUBJECT is not defined or empty");
        Refused(await CallAsync("crm.activity.add", new { fields = new { TYPE_ID = 2, SUBJECT = "x" } }), 400, "", "The field RESPONSIBLE_ID is not defined or invalid");
        Refused(await CallAsync("crm.activity.add", new { fields = new { TYPE_ID = 2, SUBJECT = "x", RESPONSIBLE_ID = 1 } }), 400, "", "Could not build binding.");
    }
}
