namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class LinkCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Case22_ContactCompanyAdd_Twice_TrueThenFalse()
    {
        var first = await CallAsync("crm.contact.company.add", new { id = 120, fields = new { COMPANY_ID = 12 } });
        var second = await CallAsync("crm.contact.company.add", new { id = 120, fields = new { COMPANY_ID = 12 } });

        Assert.True(first.Result!.GetValue<bool>());
        Assert.False(second.Result!.GetValue<bool>());
        var links = await CallAsync("crm.contact.company.items.get", new { id = 120 });
        Assert.Equal("""[{"COMPANY_ID":12,"SORT":10,"ROLE_ID":0,"IS_PRIMARY":"Y"}]""", Json(links.Result));
        Assert.Equal("12", (await ContactAsync(120))["COMPANY_ID"]!.GetValue<string>());
        Assert.Equal("""[{"CONTACT_ID":120,"SORT":10,"ROLE_ID":0,"IS_PRIMARY":"Y"}]""", Json((await CallAsync("crm.company.contact.items.get", new { id = 12 })).Result));
    }

    [Fact]
    public async Task Case23_DealContactItemsSet_ReplacesTheWholeSet()
    {
        var set = await CallAsync("crm.deal.contact.items.set", new { id = 77, items = new[] { new { CONTACT_ID = 131 } } });

        Assert.True(set.Result!.GetValue<bool>());
        Assert.Equal("""[{"CONTACT_ID":131,"SORT":10,"ROLE_ID":0,"IS_PRIMARY":"Y"}]""", Json((await CallAsync("crm.deal.contact.items.get", new { id = 77 })).Result));
        Assert.Equal("131", (await CallAsync("crm.deal.get", new { id = 77 })).Result!["CONTACT_ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Case24_LeadContactAdd_RepeatFlagStays()
    {
        var added = await CallAsync("crm.lead.contact.add", new { id = 50, fields = new { CONTACT_ID = 131 } });

        Assert.True(added.Result!.GetValue<bool>());
        var lead = (await CallAsync("crm.lead.get", new { id = 50 })).Result!;
        Assert.Equal("131", lead["CONTACT_ID"]!.GetValue<string>());
        Assert.Equal("N", lead["IS_RETURN_CUSTOMER"]!.GetValue<string>());
    }

    [Fact]
    public async Task DealContactDelete_Primary_TheOtherIsPromoted()
    {
        await CallAsync("crm.deal.contact.delete", new { id = 77, fields = new { CONTACT_ID = 120 } });

        Assert.Equal("""[{"CONTACT_ID":131,"SORT":20,"ROLE_ID":0,"IS_PRIMARY":"Y"}]""", Json((await CallAsync("crm.deal.contact.items.get", new { id = 77 })).Result));
    }

    [Fact]
    public async Task Add_AsPrimary_TakesTheMarkAndTheField()
    {
        await CallAsync("crm.deal.contact.add", new { id = 77, fields = new { CONTACT_ID = 144, IS_PRIMARY = "Y" } });

        var links = (await CallAsync("crm.deal.contact.items.get", new { id = 77 })).Result!.AsArray();
        Assert.Equal(["120 N", "131 N", "144 Y"], links.Select(l => $"{l!["CONTACT_ID"]} {l["IS_PRIMARY"]}"));
        Assert.Equal("144", (await CallAsync("crm.deal.get", new { id = 77 })).Result!["CONTACT_ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task ContactsCompany_MirrorsThePrimaryLink()
    {
        var other = (await CallAsync("crm.company.add", new { fields = new { TITLE = "Other" } })).Result!.GetValue<int>();
        async Task<string> CompanyAsync() => (await ContactAsync(131))["COMPANY_ID"]!.GetValue<string>();
        await CallAsync("crm.contact.company.items.set", new { id = 131, items = new[] { new { COMPANY_ID = other, IS_PRIMARY = "N" }, new { COMPANY_ID = 12, IS_PRIMARY = "Y" } } });
        Assert.Equal("12", await CompanyAsync());

        await CallAsync("crm.contact.company.delete", new { id = 131, fields = new { COMPANY_ID = 12 } });
        Assert.Equal($"{other}", await CompanyAsync());

        await CallAsync("crm.contact.update", new { id = 131, fields = new { COMPANY_ID = 12 } });
        Assert.Equal("""[{"COMPANY_ID":12,"SORT":20,"ROLE_ID":0,"IS_PRIMARY":"Y"}]""".Replace("20", Json((await LinksAsync(131))[0]!["SORT"]), StringComparison.Ordinal), Json(await LinksAsync(131)));

        await CallAsync("crm.contact.company.items.delete", new { id = 131 });
        Assert.Equal("0", await CompanyAsync());
    }

    [Fact]
    public async Task Update_ContactIds_ReplacesTheWholeSetInBothDialects()
    {
        await PostAsync("crm.deal.update", """{"id":77,"fields":{"CONTACT_IDS":[144,120]}}""");
        var old = (await CallAsync("crm.deal.contact.items.get", new { id = 77 })).Result!.AsArray().Select(l => $"{l!["CONTACT_ID"]} {l["IS_PRIMARY"]}").ToList();
        var item = (await CallAsync("crm.item.update", new { entityTypeId = 2, id = 77, fields = new { contactIds = new[] { 131 } } })).Result!["item"]!;

        Assert.Equal(["144 Y", "120 N"], old);
        Assert.Equal("[131] 131", $"{Json(item["contactIds"])} {item["contactId"]}");
    }

    [Fact]
    public async Task ItemsDelete_Deal_NoContactLeft()
    {
        await CallAsync("crm.deal.contact.items.delete", new { id = 77 });

        Assert.Equal("[]", Json((await CallAsync("crm.deal.contact.items.get", new { id = 77 })).Result));
    }

    [Fact]
    public async Task LinkErrors_AreThePortalsTexts()
    {
        Refused(await CallAsync("crm.contact.company.add", new { fields = new { COMPANY_ID = 12 } }), 400, "", "The parameter 'ownerEntityID' is invalid or not defined.");
        Refused(await CallAsync("crm.contact.company.add", new { id = 120, fields = "x" }), 400, "", "The parameter 'fields' must be array");
        Refused(await CallAsync("crm.contact.company.add", new { id = 120, fields = new { NOPE = 1 } }), 400, "", "The parameter 'fields' is not valid");
        Refused(await CallAsync("crm.deal.contact.items.set", new { id = 77, items = "x" }), 400, "", "The parameter items must be array");
        Refused(await CallAsync("crm.deal.contact.items.get", new { id = 999999 }), 400, "", "Not found");
    }

    [Fact]
    public async Task ProductRows_SetInOneDialect_ReadInBoth()
    {
        await CallAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = 77, productRows = new[] { new { productName = "Box", price = 12.5, quantity = 2 } } });

        var rows = await PostAsync("crm.item.productrow.list", """{"filter":{"=ownerType":"D","=ownerId":77}}""");
        Assert.Equal("Box", rows.Result!["productRows"]![0]!["productName"]!.GetValue<string>());
        Assert.Equal(2, (await CallAsync("crm.deal.productrows.get", new { id = 77 })).Result![0]!["QUANTITY"]!.GetValue<double>());
        Assert.Equal("25.00", (await CallAsync("crm.deal.get", new { id = 77 })).Result!["OPPORTUNITY"]!.GetValue<string>());
    }

    [Fact]
    public async Task Requisite_AddListDelete_BelongsToItsContact()
    {
        var id = (await CallAsync("crm.requisite.add", new { fields = new { ENTITY_TYPE_ID = 3, ENTITY_ID = 120, PRESET_ID = 1, NAME = "Private", RQ_INN = "000000000001" } })).Result!.GetValue<int>();

        var list = await CallAsync("crm.requisite.list", new { filter = new { ENTITY_TYPE_ID = 3, ENTITY_ID = 120 } });
        Assert.Equal("000000000001", list.Result![0]!["RQ_INN"]!.GetValue<string>());
        Assert.True((await CallAsync("crm.requisite.delete", new { id })).Result!.GetValue<bool>());
        Assert.Equal("[]", Json((await CallAsync("crm.requisite.list", new { filter = new { ENTITY_ID = 120 } })).Result));
    }

    private async Task<System.Text.Json.Nodes.JsonArray> LinksAsync(int contact) =>
        (await CallAsync("crm.contact.company.items.get", new { id = contact })).Result!.AsArray();
}
