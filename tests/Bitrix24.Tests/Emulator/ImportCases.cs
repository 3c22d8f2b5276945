namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Behaviour 23 of the contract: who may set what when cards are imported. The newest contact of the seed is of 2026-03-01.</summary>
public sealed class ImportCases(ContractPortal portal) : ContractCase(portal)
{
    [Theory]
    [InlineData("""{"createdTime":"2026-03-01T20:00:00+03:00"}""", true)]
    [InlineData("""{"createdTime":"2026-03-01T09:00:00+03:00"}""", false)] // before the newest card
    [InlineData("""{"createdTime":"2099-01-01T00:00:00+03:00"}""", false)]
    [InlineData("""{"updatedTime":"2099-01-01T00:00:00+03:00"}""", false)]
    [InlineData("""{"createdTime":"2026-03-02T20:00:00+03:00","updatedTime":"2026-03-02T20:00:00+03:00"}""", true)]
    [InlineData("""{"createdTime":"2026-03-02T20:00:00+03:00","updatedTime":"2026-03-02T19:00:00+03:00"}""", false)]
    [InlineData("""{"createdTime":"2026-03-02T20:00:00+03:00","updatedTime":"2026-03-04T20:00:00+03:00","movedTime":"2026-03-03T20:00:00+03:00"}""", true)]
    [InlineData("""{"createdTime":"2026-03-02T20:00:00+03:00","updatedTime":"2026-03-04T20:00:00+03:00","movedTime":"2026-03-02T19:00:00+03:00"}""", false)]
    [InlineData("""{"createdTime":"2026-03-02T20:00:00+03:00","updatedTime":"2026-03-04T20:00:00+03:00","movedTime":"2026-03-05T20:00:00+03:00"}""", false)]
    [InlineData("""{"movedTime":"2099-01-01T00:00:00+03:00"}""", false)]
    public async Task Dates_OfALead_KeptOrRefused(string dates, bool accepted)
    {
        var answer = await PostAsync("crm.item.import", $$"""{"entityTypeId":1,"fields":{{dates.Replace("{", """{"title":"T",""", StringComparison.Ordinal)}}}""");

        if (!accepted)
        {
            Refused(answer, 400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", "Invalid value");
            return;
        }
        var item = (await CallAsync("crm.item.get", new { entityTypeId = 1, id = answer.Result!["item"]!["id"]!.GetValue<int>() })).Result!["item"]!;
        Assert.All(System.Text.Json.Nodes.JsonNode.Parse(dates)!.AsObject(), d => Assert.Equal(d.Value!.GetValue<string>(), item[d.Key]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("createdTime", "\"2026-10-01T10:00:00+03:00\"")]
    [InlineData("updatedTime", "\"2026-10-01T10:00:00+03:00\"")]
    [InlineData("movedTime", "\"2026-10-01T10:00:00+03:00\"")]
    [InlineData("createdBy", "6")]
    [InlineData("updatedBy", "6")]
    [InlineData("movedBy", "6")]
    public async Task SystemField_ByPlainUser_NotValid(string field, string value)
    {
        var user = await CallAsUserAsync("crm.item.import", new { entityTypeId = 1, fields = System.Text.Json.Nodes.JsonNode.Parse($$"""{"title":"T","{{field}}":{{value}}}""") });

        Refused(user, 400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", "Invalid value");
    }

    [Fact]
    public async Task WithoutSystemFields_PlainUserMayImport() =>
        Assert.True((await CallAsUserAsync("crm.item.import", new { entityTypeId = 3, fields = new { name = "A" } })).Result!["item"]!["id"]!.GetValue<int>() > 317);

    [Fact]
    public async Task ByAuthor_Administrator_AuthorsKept()
    {
        var id = (await CallAsync("crm.item.import", new { entityTypeId = 1, fields = new { title = "T", createdBy = 6, updatedBy = 6, movedBy = 6 } })).Result!["item"]!["id"]!.GetValue<int>();

        var item = (await CallAsync("crm.item.get", new { entityTypeId = 1, id })).Result!["item"]!;
        Assert.Equal("6 6 6", $"{item["createdBy"]} {item["updatedBy"]} {item["movedBy"]}");
    }

    [Fact]
    public async Task Batch_TwentyAccepted_TwentyOneRefusedWhole()
    {
        object Many(int count) => new { entityTypeId = 3, data = Enumerable.Range(0, count).Select(_ => new { name = "A" }) };
        var twenty = await CallAsync("crm.item.batchImport", Many(20));
        var more = await CallAsync("crm.item.batchImport", Many(21));

        Assert.Equal(20, twenty.Result!["items"]!.AsArray().Count(i => i!["item"]!["id"]!.GetValue<int>() > 317));
        Refused(more, 400, "MAX_IMPORT_BATCH_SIZE_EXCEEDED", "");
        Assert.Equal(140, (await CallAsync("crm.contact.list")).Body["total"]!.GetValue<int>());
    }
}
