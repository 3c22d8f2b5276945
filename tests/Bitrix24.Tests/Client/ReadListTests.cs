using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>Whole lists: how many requests, each row once, whatever the portal does.</summary>
public sealed class ReadListTests
{
    private static readonly CrmListing s_contacts = CrmListing.Cards(EntityType.Contact, ["ID", "NAME"]);

    // Rows of the portal, requests: one that counts and brings 50, then batches of up to 50 pages.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(49, 1)]
    [InlineData(50, 2)]
    [InlineData(51, 2)]
    [InlineData(120, 2)]
    [InlineData(2500, 3)]
    [InlineData(2550, 3)]
    [InlineData(2551, 3)]
    [InlineData(6000, 5)]
    public async Task ReadRowsAsync_AnyNumberOfRows_EachOnceAscending(int rows, int requests)
    {
        var list = new ListPortal(rows);
        await using var portal = await list.StartAsync();

        var (ids, error) = await ReadAsync(portal, s_contacts, 0);

        Assert.Null(error);
        Assert.Equal(Enumerable.Range(0, rows).Select(row => (2L * row) + 1), ids);
        Assert.Equal(requests, portal.Requests.Count);
        Assert.Equal(0, list.PagesFromTheStart);
    }

    [Fact]
    public async Task ReadRowsAsync_UniversalList_ReadsItemsAndSmallIds()
    {
        await using var portal = await new ListPortal(2600) { Universal = true }.StartAsync();

        var (ids, error) = await ReadAsync(portal, CrmListing.UniversalCards(EntityType.Company, []), 0);

        Assert.Null(error);
        Assert.Equal(2600, ids.Distinct().Count());
        Assert.Equal(2600, ids.Count);
        var first = JsonNode.Parse(portal.Requests.First().Body)!;
        Assert.Equal("""{"entityTypeId":4,"useOriginalUfNames":"Y","order":{"id":"ASC"},"filter":{"\u003Eid":0},"select":["*"],"start":0}""", first.ToJsonString());
    }

    [Fact]
    public async Task ReadRowsAsync_AfterAnId_ResumesBehindIt()
    {
        await using var portal = await new ListPortal(200).StartAsync();

        var (ids, _) = await ReadAsync(portal, s_contacts, afterId: 99);

        // Ids are odd: 1 to 99 are the first 50 rows.
        Assert.Equal(Enumerable.Range(50, 150).Select(row => (2L * row) + 1), ids);
    }

    [Fact]
    public async Task ReadRowsAsync_NoCount_ReadsTheStartAgainButPassesNothingTwice()
    {
        var list = new ListPortal(130) { ClaimedTotal = -1 };
        await using var portal = await list.StartAsync();

        var (ids, error) = await ReadAsync(portal, s_contacts, 0);

        // Without a count the batch runs on behind the end; those pages are the danger, and must not come through.
        Assert.True(list.PagesFromTheStart > 0);
        Assert.Null(error);
        Assert.Equal(130, ids.Count);
        Assert.Equal(130, ids.Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(100_000)]
    public async Task ReadRowsAsync_WrongCount_StillReadsEachRowOnce(int claimed)
    {
        await using var portal = await new ListPortal(330) { ClaimedTotal = claimed }.StartAsync();

        var (ids, error) = await ReadAsync(portal, s_contacts, 0);

        Assert.Null(error);
        Assert.Equal(Enumerable.Range(0, 330).Select(row => (2L * row) + 1), ids);
    }

    [Fact]
    public async Task ReadRowsAsync_PortalThatKeepsReferencesAsText_GoesOnPageByPage()
    {
        var list = new ListPortal(330) { IgnoresReferences = true };
        await using var portal = await list.StartAsync();

        var (ids, error) = await ReadAsync(portal, s_contacts, 0);

        Assert.True(list.PagesFromTheStart > 0);
        Assert.Null(error);
        Assert.Equal(Enumerable.Range(0, 330).Select(row => (2L * row) + 1), ids);
    }

    [Fact]
    public async Task ReadRowsAsync_PageFailsInsideABatch_PagesBeforeItThenTheError()
    {
        await using var portal = await new ListPortal(1000) { FailingPage = 5 }.StartAsync();

        var (ids, error) = await ReadAsync(portal, s_contacts, 0);

        Assert.Equal(200, ids.Count);
        Assert.Equal(RetryReason.OperatingLimit, Assert.IsType<BitrixError.RetryLater>(error).Reason);
    }

    [Fact]
    public async Task ReadRowsAsync_RequestFails_OnlyTheError()
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(401, """{"error":"INVALID_CREDENTIALS","error_description":""}"""));

        var (ids, error) = await ReadAsync(portal, s_contacts, 0);

        Assert.Empty(ids);
        Assert.IsType<BitrixError.CredentialRevoked>(error);
    }

    [Theory]
    [InlineData("""[{"ID":"5"},{"ID":"3"}]""")]
    [InlineData("""[{"NAME":"no id"}]""")]
    [InlineData("""[{"ID":"x"}]""")]
    [InlineData("""[{"ID":"0"}]""")]
    public async Task ReadRowsAsync_RowsOutOfOrder_Rejected(string result)
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok(result));

        var (_, error) = await ReadAsync(portal, s_contacts, 0);

        Assert.Equal(ClientCodes.ListOrder, Assert.IsType<BitrixError.Rejected>(error).Code);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("[1,2]")]
    [InlineData("[null]")]
    public async Task ReadRowsAsync_NotAList_Rejected(string result)
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok(result));

        var (_, error) = await ReadAsync(portal, s_contacts, 0);

        Assert.Equal(ClientCodes.NoResult, Assert.IsType<BitrixError.Rejected>(error).Code);
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("{}", 0)]
    [InlineData("null", 0)]
    [InlineData("""{"0":{"ID":"1"},"2":{"ID":7}}""", 2)]
    public async Task ReadRowsAsync_OddFormsOfAList_AreRead(string result, int rows)
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok(result));

        var (ids, error) = await ReadAsync(portal, s_contacts, 0);

        Assert.Null(error);
        Assert.Equal(rows, ids.Count);
    }

    [Fact]
    public void Cards_FilterOnIds_Throws() =>
        Assert.Throws<ArgumentException>(() => CrmListing.Cards(EntityType.Lead, [], new JsonObject { [">id"] = 5 }));

    [Fact]
    public async Task ReadRowsAsync_ListingUsedTwice_IsNotChanged()
    {
        var filter = new JsonObject { [">=DATE_MODIFY"] = "2026-11-01" };
        var listing = CrmListing.Cards(EntityType.Contact, ["NAME"], filter);
        await using var portal = await new ListPortal(120).StartAsync();

        var (first, _) = await ReadAsync(portal, listing, 0);
        var (second, _) = await ReadAsync(portal, listing, 0);

        Assert.Equal(first, second);
        Assert.Equal("""{"\u003E=DATE_MODIFY":"2026-11-01"}""", filter.ToJsonString());
        Assert.Equal(
            """{"order":{"ID":"ASC"},"filter":{"\u003E=DATE_MODIFY":"2026-11-01","\u003EID":0},"select":["ID","NAME"],"start":0}""",
            portal.Requests.First().Body);
    }

    private static async Task<(List<long> Ids, BitrixError? Error)> ReadAsync(ScriptedPortal portal, CrmListing listing, long afterId)
    {
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var ids = new List<long>();
        BitrixError? error = null;
        await foreach (var page in factory.Create(portal.Webhook).ReadRowsAsync(listing, afterId, CancellationToken.None))
        {
            Assert.Null(error);
            error = page.Error;
            if (error is not null) continue;
            ids.AddRange(page.Value.Rows.Select(row => row.Id));
            Assert.Equal(ids.Count == 0 ? afterId : ids[^1], page.Value.LastId);
        }

        return (ids, error);
    }
}
