using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Behaviour 22 of the contract: what the automatic merge makes of each field (its section 4.2), beyond the cases of the table.</summary>
public sealed class MergeFieldCases(ContractPortal portal) : ContractCase(portal)
{
    [Theory]
    [InlineData("NAME", "Anna Maria", "Anna  Maria", "SUCCESS")]
    [InlineData("NAME", "Anna M", "Anna M.", "SUCCESS")]
    [InlineData("LAST_NAME", "Lee", "Li", "CONFLICT")]
    [InlineData("SECOND_NAME", "Ivanovna", "ivanovna", "SUCCESS")]
    [InlineData("HONORIFIC", "HNR_RU_1", "HNR_RU_2", "CONFLICT")]
    [InlineData("ORIGIN_ID", "a 1", " A  1.", "SUCCESS")]
    [InlineData("ORIGIN_ID", "a1", "a2", "CONFLICT")]
    [InlineData("ADDRESS", "Main street 1", "main street 1", "SUCCESS")]
    [InlineData("ADDRESS_CITY", "Kazan", "Omsk", "CONFLICT")]
    [InlineData("UTM_SOURCE", "yandex", "google", "CONFLICT")]
    [InlineData("UF_CRM_1720697698689", "45", "46", "CONFLICT")]
    [InlineData("EXPORT", "Y", "N", "SUCCESS")]
    public async Task Contacts_TwoValues_StatusByField(string field, string winner, string loser, string status)
    {
        await WriteAsync("contact", 131, field, winner);
        await WriteAsync("contact", 144, field, loser);

        Assert.Equal(status, await MergeAsync(3, 131, 144));
    }

    [Theory]
    [InlineData("COMPANY_TITLE", "Acme", "ACME ", "SUCCESS")]
    [InlineData("COMPANY_TITLE", "Acme", "Other", "CONFLICT")]
    [InlineData("COMPANY_ID", "12", null, "CONFLICT")] // null: another company
    [InlineData("STATUS_ID", "NEW", "IN_PROCESS", "SUCCESS")]
    [InlineData("STATUS_DESCRIPTION", "one", "two", "SUCCESS")]
    [InlineData("TITLE", "one", "two", "SUCCESS")]
    [InlineData("CURRENCY_ID", "EUR", "USD", "CONFLICT")]
    public async Task Leads_TwoValues_StatusByFieldAndTheWinnersOwnStays(string field, string winner, string? loser, string status)
    {
        loser ??= Json((await CallAsync("crm.company.add", new { fields = new { TITLE = "Other" } })).Result);
        await WriteAsync("lead", 50, "NAME", "Boris");
        await WriteAsync("lead", 51, field, winner);
        await WriteAsync("lead", 50, field, loser);

        Assert.Equal(status, await MergeAsync(1, 51, 50));
        Assert.Equal(winner, (await CallAsync("crm.lead.get", new { id = 51 })).Result![field]!.GetValue<string>());
    }

    [Theory]
    [InlineData("OPPORTUNITY", "500.00", "CONFLICT")]
    [InlineData("CURRENCY_ID", "USD", "CONFLICT")]
    [InlineData("PROBABILITY", "40", "CONFLICT")]
    [InlineData("CLOSEDATE", "2026-05-01", "CONFLICT")]
    [InlineData("TYPE_ID", "SERVICES", "CONFLICT")]
    [InlineData("STAGE_ID", "PREPARATION", "SUCCESS")]
    [InlineData("TITLE", "Other", "SUCCESS")]
    [InlineData("TAX_VALUE", "7.00", "SUCCESS")]
    [InlineData("IS_RECURRING", "Y", "ERROR")]
    public async Task Deals_TwoValues_StatusByField(string field, string loser, string status)
    {
        foreach (var (name, value) in new[] { ("PROBABILITY", "30"), ("CLOSEDATE", "2026-04-01"), ("TYPE_ID", "SALE"), ("TAX_VALUE", "19.00") })
            await WriteAsync("deal", 77, name, value);
        await WriteAsync("deal", 78, field, loser);

        Assert.Equal(status, await MergeAsync(2, 77, 78));
    }

    [Fact]
    public async Task Companies_DifferentTitles_TextRule()
    {
        var other = (await CallAsync("crm.company.add", new { fields = new { TITLE = "Other" } })).Result!.GetValue<int>();

        Assert.Equal("CONFLICT", await MergeAsync(4, 12, other));
    }

    [Fact]
    public async Task EmptyWinner_TakesWhatALoserHas_AndKeepsItsOwnTrail()
    {
        var third = (await CallAsync("crm.contact.add", new { fields = new { NAME = "Anna", POST = "Chief" } })).Result!.GetValue<int>();
        await WriteAsync("contact", 131, "POST", "");
        var before = await ContactAsync(131);

        Assert.Equal("SUCCESS", await MergeAsync(3, 131, 144, third));

        var winner = await ContactAsync(131);
        Assert.Equal(("Chief", "Second card"), (winner["POST"]!.GetValue<string>(), winner["COMMENTS"]!.GetValue<string>()));
        Assert.Equal(before["DATE_CREATE"]!.GetValue<string>(), winner["DATE_CREATE"]!.GetValue<string>());
        Assert.Equal(before["CREATED_BY_ID"]!.GetValue<string>(), winner["CREATED_BY_ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task PlaceholderName_CountsAsEmpty()
    {
        var nameless = (await CallAsync("crm.contact.add", new { fields = new { POST = "Chief" } })).Result!.GetValue<int>();

        Assert.Equal("SUCCESS", await MergeAsync(3, nameless, 144));
        Assert.Equal("Anna", (await ContactAsync(nameless))["NAME"]!.GetValue<string>());
    }

    [Fact]
    public async Task LongTexts_AppendedWithADate()
    {
        await WriteAsync("contact", 131, "COMMENTS", "one");
        await WriteAsync("contact", 131, "SOURCE_DESCRIPTION", "left");
        await WriteAsync("contact", 144, "SOURCE_DESCRIPTION", "right");

        await MergeAsync(3, 131, 144);

        var winner = await ContactAsync(131);
        Assert.Matches("^one<br>[^<]*\\d{4}-\\d{2}-\\d{2}[^<]*<br>Second card$", winner["COMMENTS"]!.GetValue<string>());
        Assert.Matches("^left\n.*\\d{4}-\\d{2}-\\d{2}.*\nright$", winner["SOURCE_DESCRIPTION"]!.GetValue<string>());
    }

    [Fact]
    public async Task Source_TheWinnersStays_TheOtherIsInItsHistory()
    {
        await WriteAsync("contact", 131, "SOURCE_ID", "CALL");
        await WriteAsync("contact", 144, "SOURCE_ID", "WEB");

        await MergeAsync(3, 131, 144);

        Assert.Equal("CALL", (await ContactAsync(131))["SOURCE_ID"]!.GetValue<string>());
        Assert.Contains("SOURCE_ID: WEB", await Process.Http.GetStringAsync(new Uri("/crm/contact/details/131/", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_ComparedWithoutLetterCase_KeepTheirTypesUnderNewIds()
    {
        await CallAsync("crm.contact.update", new { id = 131, fields = new { EMAIL = new[] { new { VALUE = "Anna.Lee@Example.com" } } } });
        await CallAsync("crm.contact.update", new { id = 144, fields = new { WEB = new[] { new { VALUE = "https://t.me/anna", VALUE_TYPE = "OTHER" } } } });
        var old = (await ContactAsync(144))["WEB"]![0]!["ID"]!.GetValue<string>();

        await MergeAsync(3, 131, 144);

        var winner = await ContactAsync(131);
        Assert.Equal("Anna.Lee@Example.com", Assert.Single(winner["EMAIL"]!.AsArray())!["VALUE"]!.GetValue<string>());
        var site = Assert.Single(winner["WEB"]!.AsArray())!;
        Assert.Equal(("https://t.me/anna", "OTHER"), (site["VALUE"]!.GetValue<string>(), site["VALUE_TYPE"]!.GetValue<string>()));
        Assert.NotEqual(old, site["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Links_United_TheWinnersFirst()
    {
        var other = (await CallAsync("crm.company.add", new { fields = new { TITLE = "Other" } })).Result!.GetValue<int>();
        await CallAsync("crm.contact.company.add", new { id = 131, fields = new { COMPANY_ID = other } });
        await CallAsync("crm.contact.company.add", new { id = 144, fields = new { COMPANY_ID = 12 } });

        Assert.Equal("SUCCESS", await MergeAsync(3, 131, 144));

        var links = (await CallAsync("crm.contact.company.items.get", new { id = 131 })).Result!.AsArray();
        Assert.Equal([$"{other} Y", "12 N"], links.Select(l => $"{l!["COMPANY_ID"]} {l["IS_PRIMARY"]}"));
    }

    [Fact]
    public async Task TypeAndRights_Refusals()
    {
        var unknown = await CallAsync("crm.entity.mergeBatch", new { @params = new { entityTypeId = 9999, entityIds = new[] { 131, 144 } } });
        await Process.HandleAsync("/_rights", new { user = 6, type = 3, delete = "None" });
        var forbidden = await CallAsUserAsync("crm.entity.mergeBatch", new { @params = new { entityTypeId = 3, entityIds = new[] { 131, 144 } } });

        Refused(unknown, 400, "0", "Owner was not found");
        Refused(forbidden, 403, "0", "Access denied");
    }

    [Fact]
    public async Task NoReadOrEditOnTheWinner_ErrorAndNothingDone()
    {
        await Process.HandleAsync("/_rights", new { user = 6, type = 3, edit = "Own", delete = "All" });
        var answer = await CallAsUserAsync("crm.entity.mergeBatch", new { @params = new { entityTypeId = 3, entityIds = new[] { 131, 144 } } });

        Assert.Equal("""{"STATUS":"ERROR","ENTITY_IDS":[144]}""", Json(answer.Result));
        Assert.Equal("144", (await ContactAsync(144))["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task PartialFault_WithALostAnswer_HalfDoneAndNotTold()
    {
        var third = (await CallAsync("crm.contact.add", new { fields = new { NAME = "Anna" } })).Result!.GetValue<int>();
        await Process.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "partialMerge", after = 1, lost = true, calls = new[] { 1 } });
        using var answer = await Process.Http.GetAsync(new Uri(Process.AdminWebhook,
            $"crm.entity.mergeBatch?params[entityTypeId]=3&params[entityIds][]=131&params[entityIds][]=144&params[entityIds][]={third}"));

        Assert.Equal((504, "text/html"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal(504, (await Process.JournalAsync())[^1]!["status"]!.GetValue<int>());
        Refused(await CallAsync("crm.contact.get", new { id = 144 }), 400, "", "Not found");
        Assert.Equal("Anna", (await ContactAsync(third))["NAME"]!.GetValue<string>());
    }

    private async Task<string> MergeAsync(int entityTypeId, params int[] entityIds) =>
        (await CallAsync("crm.entity.mergeBatch", new { @params = new { entityTypeId, entityIds } })).Result!["STATUS"]!.GetValue<string>();

    private async Task WriteAsync(string kind, int id, string field, string value) =>
        Assert.True((await CallAsync($"crm.{kind}.update", new { id, fields = new JsonObject { [field] = value } })).Result!.GetValue<bool>());
}
