using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Section 8.2 of the contract: the offline queue.</summary>
public sealed class OfflineEventCases(ContractPortal portal) : ApplicationCase(portal)
{
    [Fact]
    public async Task Case59_OfflineBindByNonAdmin_AccessDenied() =>
        Refused(await CallAppAsync((await SignInAsync(user: 6)).Access, "event.bind", """{"event":"ONCRMCONTACTUPDATE","event_type":"offline"}"""), 403, "ACCESS_DENIED",
            "Access denied! Offline events binding requires administrator access rights");

    [Fact]
    public async Task Case60_TwoUpdates_OneRecordReservedThenCleared()
    {
        var token = await BoundAsync();
        await RenameAsync(120, "A");
        await RenameAsync(120, "B");

        var first = (await GetAsync(token, """{"clear":0}""")).Result!;

        var record = Assert.Single(first["events"]!.AsArray())!;
        Assert.Equal("ONCRMCONTACTUPDATE", record["EVENT_NAME"]!.GetValue<string>());
        Assert.Equal("""{"FIELDS":{"ID":"120"}}""", Json(record["EVENT_DATA"]));
        Assert.Equal("""{"user_id":"1"}""", Json(record["EVENT_ADDITIONAL"]));
        var process = first["process_id"]!.GetValue<string>();
        Assert.Equal(32, process.Length);
        Assert.Empty((await GetAsync(token, """{"clear":0}""")).Result!["events"]!.AsArray());
        Assert.True((await CallAppAsync(token, "event.offline.clear", $$"""{"process_id":"{{process}}"}""")).Result!.GetValue<bool>());
        Assert.Empty(Events(await GetAsync(token, $$"""{"clear":0,"process_id":"{{process}}"}""")));
    }

    [Fact]
    public async Task ReservedThenChangedAgain_ANewRecordBesideIt()
    {
        var token = await BoundAsync();
        await RenameAsync(120, "A");
        var process = (await GetAsync(token, """{"clear":0}""")).Result!["process_id"]!.GetValue<string>();

        await RenameAsync(120, "B");

        Assert.Single(Events(await GetAsync(token, """{"clear":0}""")));
        Assert.Single(Events(await GetAsync(token, $$"""{"clear":0,"process_id":"{{process}}"}""")));
    }

    [Fact]
    public async Task Clear_ByDefaultAtReading_NoProcess()
    {
        var token = await BoundAsync();
        await RenameAsync(120, "A");

        var read = (await GetAsync(token, "{}")).Result!;

        Assert.Null(read["process_id"]);
        Assert.Single(read["events"]!.AsArray());
        Assert.Empty(Events(await GetAsync(token, "{}")));
    }

    [Fact]
    public async Task ClearById_OthersOfTheProcessStay()
    {
        var token = await BoundAsync();
        await RenameAsync(120, "A");
        await RenameAsync(131, "B");
        var read = (await GetAsync(token, """{"clear":0}""")).Result!;
        var process = read["process_id"]!.GetValue<string>();

        await CallAppAsync(token, "event.offline.clear", $$"""{"process_id":"{{process}}","id":["{{read["events"]![0]!["ID"]}}"]}""");

        var left = Assert.Single(Events(await GetAsync(token, $$"""{"clear":0,"process_id":"{{process}}"}""")));
        Assert.Equal("131", left!["EVENT_DATA"]!["FIELDS"]!["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Error_KeptAndReadAgainByError()
    {
        var token = await BoundAsync();
        await RenameAsync(120, "A");
        var read = (await GetAsync(token, """{"clear":0}""")).Result!;

        await CallAppAsync(token, "event.offline.error", $$"""{"process_id":"{{read["process_id"]}}","message_id":["{{read["events"]![0]!["MESSAGE_ID"]}}"]}""");

        Assert.Empty(Events(await GetAsync(token, """{"clear":0}""")));
        Assert.Equal("1", (await CallAppAsync(token, "event.offline.list")).Result![0]!["ERROR"]!.GetValue<string>());
        Assert.Single(Events(await GetAsync(token, """{"clear":0,"error":1}""")));
    }

    [Fact]
    public async Task LimitAndParallelReaders_DisjointSets()
    {
        var token = await BoundAsync();
        for (var id = 201; id <= 260; id++)
            await RenameAsync(id, "A");

        var reads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => GetAsync(token, """{"clear":0,"limit":15}""")));

        var ids = reads.SelectMany(Events).Select(e => e!["EVENT_DATA"]!["FIELDS"]!["ID"]!.GetValue<string>()).ToList();
        Assert.Equal(60, ids.Distinct().Count());
        Assert.Equal(60, ids.Count);
        Assert.Equal(60, (await CallAppAsync(token, "event.offline.list")).Body["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task AuthConnector_OwnWritesAreNotRecorded_QueuesAreSeparate()
    {
        var token = await BoundAsync(""","auth_connector":"dedup" """);

        await CallAppAsync(token, "crm.contact.update", """{"id":120,"fields":{"NAME":"Own"},"auth_connector":"dedup"}""");
        await CallAppAsync(token, "batch", """{"auth_connector":"dedup","cmd":{"a":"crm.contact.update?id=131&fields[NAME]=Own"}}""");
        await CallAppAsync(token, "crm.contact.update", """{"id":144,"fields":{"NAME":"Stranger"}}""");

        Assert.Empty(Events(await GetAsync(token, """{"clear":0}""")));
        var heard = Assert.Single(Events(await GetAsync(token, """{"clear":0,"auth_connector":"dedup"}""")));
        Assert.Equal("144", heard!["EVENT_DATA"]!["FIELDS"]!["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Ping_SaysThatTheQueueHasSomething_NotMoreOftenThanAgreed()
    {
        await using var application = await FormReceiver.StartAsync();
        var token = await BoundAsync();
        await CallAppAsync(token, "event.bind", $$"""{"event":"ONOFFLINEEVENT","handler":"{{application.Address}}/ping","options":{"minTimeout":60} }""");

        await RenameAsync(120, "A");
        await RenameAsync(131, "B");
        await Process.AdvanceAsync(TimeSpan.FromSeconds(61));
        await RenameAsync(144, "C");

        await SettledAsync();
        var pings = application.Forms.ToList();
        Assert.Equal(2, pings.Count);
        Assert.All(pings, p => Assert.Equal("ONOFFLINEEVENT", p["event"]));
        Assert.Equal(200, (await RefreshAsync(pings[0]["auth[refresh_token]"])).Status);
        Assert.Equal(3, Events(await GetAsync(token, "{}")).Count);
    }

    [Fact]
    public async Task NonAdmin_AccessDenied()
    {
        await BoundAsync();
        var ann = (await SignInAsync(user: 6)).Access;

        Refused(await GetAsync(ann, "{}"), 403, "ACCESS_DENIED", "Access denied!");
        Refused(await CallAsync("event.offline.get"), 403, "WRONG_AUTH_TYPE", "Current authorization type is denied");
    }

    [Fact]
    public async Task Plan_WithoutOfflineEvents_FeatureSaysSoAndBindIsRefused()
    {
        await Process.HandleAsync("/_portal", new { offlineEvents = false, authConnector = false });

        Assert.Equal("""{"value":"N"}""", Json((await CallAsync("feature.get", new { CODE = "rest_offline_extended" })).Result));
        Assert.Equal("""{"value":"N"}""", Json((await CallAsync("feature.get", new { CODE = "rest_auth_connector" })).Result));
        Refused(await CallAppAsync((await SignInAsync()).Access, "event.bind", """{"event":"ONCRMCONTACTUPDATE","event_type":"offline"}"""), 403, "ACCESS_DENIED", "");
    }

    [Fact]
    public async Task BareRecords_DataIsFalse()
    {
        var token = await BoundAsync();
        await Process.HandleAsync("/_events", new { bareRecords = true });
        await RenameAsync(120, "A");

        var record = Assert.Single(Events(await GetAsync(token, "{}")));

        Assert.False(record!["EVENT_DATA"]!.GetValue<bool>());
    }

    private async Task<string> BoundAsync(string more = "")
    {
        var token = (await SignInAsync()).Access;
        Assert.True((await CallAppAsync(token, "event.bind", $$"""{"event":"ONCRMCONTACTUPDATE","event_type":"offline"{{more}}}""")).Result!.GetValue<bool>());
        return token;
    }

    private Task<Answer> RenameAsync(int id, string name) => CallAsync("crm.contact.update", new { id, fields = new { NAME = name } });

    private Task<Answer> GetAsync(string token, string parameters) => CallAppAsync(token, "event.offline.get", parameters);

    private static JsonArray Events(Answer answer) => answer.Result!["events"]!.AsArray();
}
