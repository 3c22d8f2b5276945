using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Client;

public sealed class OfflineQueueTests
{
    [Fact]
    public async Task ReadAsync_Entries_ReservedNotCleared()
    {
        var (queue, portal, factory) = await StartAsync(Scripted.Ok("""
            {"process_id":"yh3g","events":[
              {"ID":"51","TIMESTAMP_X":"2026-03-01T12:32:31+02:00","EVENT_NAME":"ONCRMCONTACTUPDATE","EVENT_DATA":{"FIELDS":{"ID":"120"}},"EVENT_ADDITIONAL":{"user_id":"6"},"MESSAGE_ID":"5d7a"},
              {"ID":"52","TIMESTAMP_X":"","EVENT_NAME":"ONCRMLEADDELETE","EVENT_DATA":false,"EVENT_ADDITIONAL":false,"MESSAGE_ID":null}]}
            """));
        await using var _ = portal;
        using var __ = factory;

        var reading = (await queue.ReadAsync(CancellationToken.None)).Value;

        Assert.Equal("yh3g", reading.ProcessId);
        Assert.Equal(new OfflineEvent("5d7a", new PortalChange("ONCRMCONTACTUPDATE", ChangeKind.Updated, new EntityRef(EntityType.Contact, 120), null), new DateTimeOffset(2026, 3, 1, 10, 32, 31, TimeSpan.Zero)), reading.Events[0]);
        Assert.Equal(new OfflineEvent("", new PortalChange("ONCRMLEADDELETE", ChangeKind.Deleted, null, null), null), reading.Events[1]);
        Assert.Equal("""{"clear":0,"limit":50,"auth_connector":"dedup"}""", Assert.Single(portal.Requests).Body);
    }

    [Theory]
    [InlineData("""{"process_id":null,"events":[]}""")]
    [InlineData("""{"events":[]}""")]
    public async Task ReadAsync_Nothing_EmptyAndNothingToClear(string result)
    {
        var (queue, portal, factory) = await StartAsync(Scripted.Ok(result));
        await using var _ = portal;
        using var __ = factory;

        var reading = (await queue.ReadAsync(CancellationToken.None)).Value;

        Assert.Empty(reading.Events);
        Assert.True((await queue.ClearAsync(reading, CancellationToken.None)).Succeeded);
        Assert.Single(portal.Requests);
    }

    [Fact]
    public async Task ReadAsync_AnswerLost_NotRepeatedBecauseItReserves()
    {
        var (queue, portal, factory) = await StartAsync(new Scripted(502, "<html/>"));
        await using var _ = portal;
        using var __ = factory;

        Assert.True(Assert.IsType<BitrixError.RetryLater>((await queue.ReadAsync(CancellationToken.None)).Error).AnswerLost);
        Assert.Single(portal.Requests);
    }

    [Fact]
    public async Task ClearAsync_AnswerLost_Repeated()
    {
        var (queue, portal, factory) = await StartAsync(new Scripted(502, "<html/>"), Scripted.Ok("true"));
        await using var _ = portal;
        using var __ = factory;

        Assert.True((await queue.ClearAsync(new OfflineReading("yh3g", []), CancellationToken.None)).Succeeded);
        Assert.All(portal.Requests, request => Assert.Equal("""{"process_id":"yh3g","auth_connector":"dedup"}""", request.Body));
    }

    [Fact]
    public async Task FailAsync_MarksTheFailedAndTakesTheOthersOff()
    {
        var (queue, portal, factory) = await StartAsync(Scripted.Ok("true"));
        await using var _ = portal;
        using var __ = factory;
        var change = new PortalChange("ONCRMLEADADD", ChangeKind.Added, null, null);

        await queue.FailAsync(new OfflineReading("yh3g", [new OfflineEvent("a", change, null), new OfflineEvent("b", change, null)]), ["b"], CancellationToken.None);

        Assert.Equal(["event.offline.error", "event.offline.clear"], portal.Requests.Select(request => request.Path.Split('/')[^1].Replace(".json", "", StringComparison.Ordinal)));
        Assert.Equal(
            ["""{"process_id":"yh3g","message_id":["b"],"auth_connector":"dedup"}""", """{"process_id":"yh3g","message_id":["a"],"auth_connector":"dedup"}"""],
            portal.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task ReservedAsync_AllPages_IdsOfReadersThatFellOver()
    {
        var (queue, portal, factory) = await StartAsync(
            new Scripted(200, """{"result":[{"ID":"1","PROCESS_ID":"","ERROR":"0"},{"ID":"2","PROCESS_ID":"aa","ERROR":"0"}],"next":50,"total":52}"""),
            new Scripted(200, """{"result":[{"ID":"60","PROCESS_ID":"aa","ERROR":"0"},{"ID":"61","PROCESS_ID":"bb","ERROR":"1"}],"total":52}"""));
        await using var _ = portal;
        using var __ = factory;

        Assert.Equal(["aa"], (await queue.ReservedAsync(CancellationToken.None)).Value);
        Assert.Equal(2, portal.Requests.Count);
    }

    [Fact]
    public async Task BindAsync_BoundAlreadyAndUnknown_AreNoErrors()
    {
        var (queue, portal, factory) = await StartAsync(
            Scripted.Ok("true"),
            new Scripted(400, """{"error":"ERROR_CORE","error_description":"Unable to set event handler: Handler already binded"}"""),
            new Scripted(400, """{"error":"ERROR_EVENT_NOT_FOUND","error_description":"Event not found"}"""));
        await using var _ = portal;
        using var __ = factory;

        var unknown = (await queue.BindAsync(["ONCRMLEADADD", "ONCRMLEADUPDATE", "ONCRMNEW"], CancellationToken.None)).Value;

        Assert.Equal(["ONCRMNEW"], unknown);
        Assert.Equal("""{"event":"ONCRMLEADADD","event_type":"offline","auth_connector":"dedup"}""", portal.Requests.First().Body);
    }

    [Fact]
    public async Task BindAsync_NoAdministrator_TheError()
    {
        var (queue, portal, factory) = await StartAsync(new Scripted(403, """{"error":"ACCESS_DENIED","error_description":"Access denied! Offline events binding requires administrator access rights"}"""));
        await using var _ = portal;
        using var __ = factory;

        Assert.IsType<BitrixError.MissingRight>((await queue.BindAsync(PortalChange.CardEvents, CancellationToken.None)).Error);
        Assert.Single(portal.Requests);
    }

    [Fact]
    public void CardEvents_AreTheContractsNames()
    {
        Assert.Equal(15, PortalChange.CardEvents.Count);
        Assert.Contains("ONCRMCOMPANYDELETE", PortalChange.CardEvents);
        Assert.All(PortalChange.CardEvents, name => Assert.NotEqual(ChangeKind.Other, PortalChange.Read(name, new JsonObject()).Kind));
    }

    private static async Task<(OfflineQueue Queue, ScriptedPortal Portal, BitrixClientFactory Factory)> StartAsync(params Scripted[] answers)
    {
        var portal = await ScriptedPortal.StartAsync(answers);
        var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        return (new OfflineQueue(factory.Create(portal.Webhook), "dedup"), portal, factory);
    }
}
