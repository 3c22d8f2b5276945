using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Client;

public sealed class BatchTests
{
    private static readonly BitrixCall s_get = new("crm.contact.get");

    [Fact]
    public async Task BatchAsync_MixedAnswers_EachKeyGetsItsOwn()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("""
            {"result":{"a":{"ID":"120"},"n":null,"l":[1]},
             "result_error":{"bad":{"error":"","error_description":"Not found"},"slow":{"error":"OPERATION_TIME_LIMIT","error_description":"x"},"scope":{"error":"insufficient_scope","error_description":""}},
             "result_total":{"l":7},"result_next":{"l":50},"result_time":{"a":{"operating":0.25}}}
            """));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var batch = (await factory.Create(portal.Webhook).BatchAsync(
            [("a", s_get), ("bad", s_get), ("n", s_get), ("l", s_get), ("slow", s_get), ("scope", s_get), ("silent", s_get)], halt: false, CancellationToken.None)).Value;

        Assert.Equal(["a", "bad", "n", "l", "slow", "scope", "silent"], batch.Entries.Select(entry => entry.Key));
        Assert.True(batch.TryGetAnswer("a", out var a));
        Assert.Equal(0.25, a.Operating);
        Assert.True(batch.TryGetAnswer("n", out var n));
        Assert.Null(n.Result);
        Assert.True(batch.TryGetAnswer("l", out var l));
        Assert.Equal((7, 50), (l.Total, l.Next));
        Assert.IsType<BitrixError.NotFound>(Assert.IsType<BatchEntry.Failed>(batch["bad"]).Error);
        Assert.Equal(RetryReason.OperatingLimit, Assert.IsType<BitrixError.RetryLater>(Assert.IsType<BatchEntry.Failed>(batch["slow"]).Error).Reason);
        Assert.IsType<BitrixError.MissingScope>(Assert.IsType<BatchEntry.Failed>(batch["scope"]).Error);
        var silent = Assert.IsType<BitrixError.RetryLater>(Assert.IsType<BatchEntry.Failed>(batch["silent"]).Error);
        Assert.True(silent.AnswerLost);
        Assert.Equal("bad", batch.FirstFailure!.Key);
    }

    [Fact]
    public async Task BatchAsync_EmptyMapsAsArrays_AreRead()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("""{"result":{"a":[]},"result_error":[],"result_total":[],"result_next":[],"result_time":[]}"""));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var batch = (await factory.Create(portal.Webhook).BatchAsync([("a", s_get)], halt: true, CancellationToken.None)).Value;

        Assert.True(batch.TryGetAnswer("a", out _));
        Assert.Null(batch.FirstFailure);
    }

    [Fact]
    public async Task BatchAsync_HaltedAtAFailure_LaterKeysAreNotReached()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("""{"result":{"a":1},"result_error":{"b":{"error":"NOT_FOUND","error_description":""}}}"""));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var batch = (await factory.Create(portal.Webhook).BatchAsync([("a", s_get), ("b", s_get), ("c", s_get), ("d", s_get)], halt: true, CancellationToken.None)).Value;

        Assert.IsType<BatchEntry.Answered>(batch["a"]);
        Assert.IsType<BatchEntry.Failed>(batch["b"]);
        Assert.IsType<BatchEntry.NotReached>(batch["c"]);
        Assert.IsType<BatchEntry.NotReached>(batch["d"]);
    }

    [Fact]
    public async Task BatchAsync_OneWriteAmongReads_TheWholeIsNotRepeated()
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(502, "<html/>"));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var client = factory.Create(portal.Webhook);

        var mixed = await client.BatchAsync([("a", s_get), ("b", new BitrixCall("crm.entity.mergeBatch"))], halt: true, CancellationToken.None);
        var afterMixed = portal.Requests.Count;
        await client.BatchAsync([("a", s_get), ("b", s_get)], halt: true, CancellationToken.None);

        Assert.True(Assert.IsType<BitrixError.RetryLater>(mixed.Error).AnswerLost);
        Assert.Equal(1, afterMixed);
        Assert.Equal(4, portal.Requests.Count - afterMixed);
    }

    [Fact]
    public async Task BatchAsync_Parameters_AreEncodedInBracketForm()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("""{"result":{"a":1}}"""));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var call = new BitrixCall("crm.item.list", new JsonObject
        {
            ["entityTypeId"] = 3,
            ["filter"] = new JsonObject { [">id"] = "$result[c][items][49][id]", ["@stageId"] = new JsonArray("NEW", "A&B=C #1") },
            ["select"] = new JsonArray("id", "fm"),
            ["fields"] = new JsonObject { ["name"] = null, ["opened"] = true, ["ufTags"] = new JsonArray(), ["sum"] = 1.5, ["comment"] = "да+нет" },
            ["order"] = new JsonObject(),
        });

        await factory.Create(portal.Webhook).BatchAsync([("a", call)], halt: true, CancellationToken.None);

        var sent = JsonNode.Parse(Assert.Single(portal.Requests).Body)!;
        Assert.Equal(1, sent["halt"]!.GetValue<int>());
        Assert.Equal(
            "crm.item.list?entityTypeId=3&filter[%3Eid]=%24result%5Bc%5D%5Bitems%5D%5B49%5D%5Bid%5D&filter[%40stageId][0]=NEW&filter[%40stageId][1]=A%26B%3DC%20%231"
            + "&select[0]=id&select[1]=fm&fields[name]=&fields[opened]=1&fields[ufTags]=&fields[sum]=1.5&fields[comment]=%D0%B4%D0%B0%2B%D0%BD%D0%B5%D1%82",
            sent["cmd"]!["a"]!.GetValue<string>());
    }

    [Fact]
    public async Task BatchAsync_TooManyOrBadKeys_Throws()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("[]"));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var client = factory.Create(portal.Webhook);
        (string Key, BitrixCall Call)[][] bad =
        [
            [],
            [.. Enumerable.Range(0, 51).Select(index => ($"k{index}", s_get))],
            [("a", s_get), ("a", s_get)],
            [("0", s_get)],
            [("a]b", s_get)],
        ];

        foreach (var calls in bad) await Assert.ThrowsAsync<ArgumentException>(() => client.BatchAsync(calls, halt: false, CancellationToken.None));

        Assert.Empty(portal.Requests);
    }

    [Fact]
    public async Task BatchManyAsync_MoreThanFifty_SplitsAndKeepsOrder()
    {
        await using var portal = await ScriptedPortal.StartAsync((request, _) =>
        {
            var keys = JsonNode.Parse(request.Body)!["cmd"]!.AsObject().Select(pair => $"\"{pair.Key}\":1");
            return Scripted.Ok($$$"""{"result":{{{{string.Join(',', keys)}}}}}""");
        });
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var calls = Enumerable.Range(0, 120).Select(index => ($"k{index}", s_get)).ToArray();

        var keys = new List<string>();
        await foreach (var answer in factory.Create(portal.Webhook).BatchManyAsync(calls, CancellationToken.None)) keys.AddRange(answer.Value.Entries.Select(entry => entry.Key));

        Assert.Equal(calls.Select(call => call.Item1), keys);
        Assert.Equal(3, portal.Requests.Count);
    }

    [Fact]
    public async Task BatchManyAsync_SecondFails_EndsThere()
    {
        await using var portal = await ScriptedPortal.StartAsync((_, number) => number == 1
            ? Scripted.Ok("""{"result":{"k0":1}}""")
            : new Scripted(401, """{"error":"INVALID_CREDENTIALS"}"""));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var calls = Enumerable.Range(0, 150).Select(index => ($"k{index}", s_get));

        var answers = new List<BitrixResult<BatchAnswer>>();
        await foreach (var answer in factory.Create(portal.Webhook).BatchManyAsync(calls, CancellationToken.None)) answers.Add(answer);

        Assert.Equal([true, false], answers.Select(answer => answer.Succeeded));
        Assert.Equal(2, portal.Requests.Count);
    }
}
