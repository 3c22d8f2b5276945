using System.Text;
using System.Text.Json;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>What views of the answer's bytes add to <see cref="ReadListTests"/>, which goes through the same reader.</summary>
public sealed class ReadRowsTests
{
    private static readonly CrmListing s_contacts = CrmListing.Cards(EntityType.Contact, ["ID", "NAME"]);

    [Fact]
    public async Task Rows_AreTheBytesThatThePortalSent()
    {
        const string first = """{ "NAME" : "Анна \u0410 \"x\" ]}", "NESTED":{"ID":"77","a":[{"ID":5}]}, "ID":"3" }""";
        const string second = """{"ID":4,"IM":[]}""";
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok($"[{first} ,{second}]"));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        await foreach (var page in factory.Create(portal.Webhook).ReadRowsAsync(s_contacts, 0, CancellationToken.None))
        {
            Assert.Equal([first, second], page.Value.Rows.Select(row => Encoding.UTF8.GetString(row.Utf8.Span)));
            Assert.Equal([3, 4], page.Value.Rows.Select(row => row.Id));
            Assert.Equal("Анна А \"x\" ]}", page.Value[0].ToObject().Text("NAME"));
        }
    }

    [Fact]
    public async Task Page_AfterTheNextWasAskedFor_ThrowsInsteadOfShowingOtherRows()
    {
        await using var portal = await new ListPortal(120).StartAsync();
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        RowPage? before = null;

        await foreach (var page in factory.Create(portal.Webhook).ReadRowsAsync(s_contacts, 0, CancellationToken.None))
        {
            if (before is not null) Assert.Throws<ObjectDisposedException>(() => before[0].Utf8);
            before = page.Value;
            Assert.NotEqual(0, before[0].Utf8.Length);
        }

        Assert.Equal(20, before!.Count);
        Assert.Throws<ObjectDisposedException>(() => before[0].ToObject());
    }

    [Fact]
    public async Task Reading_NextRequestIsSentBeforeTheRowsArePassedOn()
    {
        await using var portal = await new ListPortal(5990).StartAsync();
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var pages = 0;

        await foreach (var page in factory.Create(portal.Webhook).ReadRowsAsync(s_contacts, 0, CancellationToken.None))
        {
            // Pages 1, 2 to 51, 52 to 101, 102 to 120: while the first of an answer is looked at, the next answer is asked for.
            if (++pages is 1 or 2 or 52) await ArrivedAsync(portal, pages switch { 1 => 2, 2 => 3, _ => 4 });
            Assert.True(page.Succeeded);
        }

        Assert.Equal((120, 4), (pages, portal.Requests.Count));
    }

    [Fact]
    public async Task Reading_NotAhead_NextRequestIsSentWhenTheAnswersLastPageWasDealtWith()
    {
        await using var portal = await new ListPortal(5990).StartAsync();
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var (answers, pages) = (0, 0);

        await foreach (var page in factory.Create(portal.Webhook).ReadRowsAsync(s_contacts, 0, CancellationToken.None, ahead: false))
        {
            Assert.Equal(answers + 1, portal.Requests.Count);
            Assert.Equal(page.Value.EndsAnswer, page.Value.LastId == page.Value.AnswerLastId);
            pages++;
            if (page.Value.EndsAnswer) answers++;
        }

        Assert.Equal((4, 120, 4), (answers, pages, portal.Requests.Count));
    }

    [Fact]
    public async Task Reading_BrokenOff_TheRequestOnItsWayIsGivenUp()
    {
        var list = new ListPortal(6000);
        await using var portal = await list.StartAsync();
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var client = factory.Create(portal.Webhook);

        await foreach (var page in client.ReadRowsAsync(s_contacts, 0, CancellationToken.None)) break;
        var (rows, last) = (0, 0L);
        await foreach (var page in client.ReadRowsAsync(s_contacts, 99, CancellationToken.None)) (rows, last) = (rows + page.Value.Count, page.Value.LastId);

        Assert.Equal((5950, 11_999), (rows, last));
    }

    [Fact]
    public async Task Reading_KilledAfterAnyPage_ResumesWithNoRowTwiceNoneMissing()
    {
        await using var portal = await new ListPortal(2700).StartAsync();
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var client = factory.Create(portal.Webhook);
        var (ids, after, round) = (new List<long>(), 0L, 0);
        while (ids.Count < 2700)
        {
            var (pages, allowed) = (0, 1 + (++round % 7));
            await foreach (var page in client.ReadRowsAsync(s_contacts, after, CancellationToken.None))
            {
                ids.AddRange(page.Value.Rows.Select(row => row.Id));
                after = page.Value.LastId;
                if (++pages == allowed) break;
            }
        }

        Assert.Equal(Enumerable.Range(0, 2700).Select(row => (2L * row) + 1), ids);
    }

    [Theory]
    [InlineData("""{"result":[{"ID":"1"}],"total":1""")]
    [InlineData("""{"result":[{"ID":"1"}],"total":1} x""")]
    [InlineData("""{"result":[{"ID":"1}],"total":1}""")]
    public async Task Reading_CutOffOrFollowedByMore_NoRowIsPassedOn(string body)
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(200, body));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var pages = new List<BitrixResult<RowPage>>();
        await foreach (var page in factory.Create(portal.Webhook).ReadRowsAsync(s_contacts, 0, CancellationToken.None)) pages.Add(page);

        Assert.Equal(RetryReason.NotJson, Assert.IsType<BitrixError.RetryLater>(Assert.Single(pages).Error).Reason);
        Assert.Equal(4, portal.Requests.Count);
    }

    [Fact]
    public async Task Reading_AnswersLargerThanAnyBuffer_ComeWhole()
    {
        var rows = Enumerable.Range(1, 50).Select(id => $$"""{"ID":"{{id}}","COMMENTS":"{{new string((char)('a' + (id % 26)), 20_000)}}"}""");
        await using var portal = await ScriptedPortal.StartAsync(
            Scripted.Ok("[" + string.Join(',', rows) + "]") with { Body = $$"""{"result":[{{string.Join(',', rows)}}],"total":50}""" },
            Scripted.Ok("""{"result":{"p0":[]},"result_error":[]}"""));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var lengths = new List<int>();

        await foreach (var page in factory.Create(portal.Webhook).ReadRowsAsync(s_contacts, 0, CancellationToken.None))
            lengths.AddRange(page.Value.Rows.Select(row => JsonDocument.Parse(row.Utf8).RootElement.GetProperty("COMMENTS").GetString()!.Distinct().Count() + 19_999));

        Assert.Equal(Enumerable.Repeat(20_000, 50), lengths);
    }

    [Fact]
    public async Task ScanLane_ListTimes_CountForTheListsMethod()
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(200, """{"result":{"items":[]},"total":0,"time":{"operating":7.25}}"""));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var client = factory.Create(portal.Webhook);

        await foreach (var page in client.In(CallLane.Scan).ReadRowsAsync(CrmListing.Ids(EntityType.Deal), 0, CancellationToken.None)) Assert.Equal(0, page.Value.Count);

        Assert.Equal(7.25, client.Operating.Used("crm.item.list"), 1e-6);
    }

    [Fact]
    public async Task ChangedSince_AsksByTheMomentWithItsOffset()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("""{"items":[]}"""));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var since = new DateTimeOffset(2026, 11, 27, 3, 4, 5, 678, TimeSpan.FromHours(3));

        await foreach (var page in factory.Create(portal.Webhook).ReadRowsAsync(CrmListing.ChangedSince(EntityType.Lead, since, ["*"]), 0, CancellationToken.None)) Assert.True(page.Succeeded);

        Assert.Contains("\"filter\":{\"\\u003E=updatedTime\":\"2026-11-27T03:04:05\\u002B03:00\",\"\\u003Eid\":0}", Assert.Single(portal.Requests).Body, StringComparison.Ordinal);
    }

    private static async Task ArrivedAsync(ScriptedPortal portal, int requests)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (portal.Requests.Count < requests) await Task.Delay(5, patience.Token);
    }
}
