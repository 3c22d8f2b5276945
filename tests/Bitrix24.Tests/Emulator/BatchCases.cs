using System.Globalization;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class BatchCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Case48_Batch_OneGoodOneBad_Status200AndBothMaps()
    {
        var answer = await CallAsync("batch", new { halt = 0, cmd = new { a = "crm.contact.get?id=120", b = "crm.contact.get?id=0" } });

        Assert.Equal(200, answer.Status);
        Assert.Equal("120", answer.Result!["result"]!["a"]!["ID"]!.GetValue<string>());
        Assert.Equal("""{"b":{"error":"","error_description":"ID is not defined or invalid."}}""", Json(answer.Result["result_error"]));
        Assert.Equal("[]", Json(answer.Result["result_next"]));
        Assert.True(answer.Result["result_time"]!["a"] is JsonObject);
    }

    [Fact]
    public async Task Case50_Batch_51Commands_TheLastIsTooMuch()
    {
        var cmd = new JsonObject();
        for (var i = 1; i <= 51; i++)
            cmd["k" + i.ToString(CultureInfo.InvariantCulture)] = "server.time";

        var answer = await CallAsync("batch", new { cmd });

        Assert.Equal(50, answer.Result!["result"]!.AsObject().Count);
        Assert.Equal("ERROR_BATCH_LENGTH_EXCEEDED", answer.Result["result_error"]!["k51"]!["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task Case51_Batch_InsideABatch_NotAllowed() =>
        Assert.Equal("ERROR_BATCH_METHOD_NOT_ALLOWED",
            (await CallAsync("batch", new { cmd = new { a = "batch?cmd[x]=profile" } })).Result!["result_error"]!["a"]!["error"]!.GetValue<string>());

    [Fact]
    public async Task Batch_Halt_LaterKeysInNoMap()
    {
        var answer = await CallAsync("batch", new { halt = 1, cmd = new { a = "profile", b = "crm.contact.get?id=0", c = "crm.contact.delete?id=120" } });

        Assert.False(answer.Result!["result"]!.AsObject().ContainsKey("c"));
        Assert.False(answer.Result["result_error"]!.AsObject().ContainsKey("c"));
        Assert.Equal("120", (await ContactAsync(120))["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Batch_References_UseEarlierAnswers()
    {
        var answer = await CallAsync("batch", new
        {
            cmd = new
            {
                deal = "crm.deal.get?id=77",
                contact = "crm.contact.get?id=$result[deal][CONTACT_ID]",
                items = "crm.item.list?entityTypeId=3&filter[%3E%3Did]=131&select[]=id&start=-1",
                first = "crm.item.get?entityTypeId=3&id=$result[items][items][0][id]",
                missing = "crm.contact.get?id=$result[nothing][ID]",
            },
        });

        Assert.Equal("120", answer.Result!["result"]!["contact"]!["ID"]!.GetValue<string>());
        Assert.Equal(131, answer.Result["result"]!["first"]!["item"]!["id"]!.GetValue<int>());
        Assert.Equal("ID is not defined or invalid.", answer.Result["result_error"]!["missing"]!["error_description"]!.GetValue<string>());
        Assert.Equal(0, answer.Result["result_total"]!["items"]!.GetValue<int>());
    }

    [Fact]
    public async Task Batch_ChainOfPages_WalksThroughAllIds()
    {
        var answer = await CallAsync("batch", new
        {
            cmd = new
            {
                p0 = "crm.contact.list?order[ID]=ASC&filter[%3EID]=0&select[]=ID&start=-1",
                p1 = "crm.contact.list?order[ID]=ASC&filter[%3EID]=$result[p0][49][ID]&select[]=ID&start=-1",
                p2 = "crm.contact.list?order[ID]=ASC&filter[%3EID]=$result[p1][49][ID]&select[]=ID&start=-1",
            },
        });

        var ids = answer.Result!["result"]!.AsObject().SelectMany(p => p.Value!.AsArray()).Select(r => r!["ID"]!.GetValue<string>()).ToList();
        Assert.Equal(120, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Batch_PageBehindAShortPage_ReadsFromTheStartAgain()
    {
        var answer = await CallAsync("batch", new
        {
            cmd = new
            {
                p0 = "crm.contact.list?order[ID]=ASC&filter[%3EID]=300&select[]=ID&start=-1",
                p1 = "crm.contact.list?order[ID]=ASC&filter[%3EID]=$result[p0][49][ID]&select[]=ID&start=-1",
            },
        });

        Assert.Equal(17, answer.Result!["result"]!["p0"]!.AsArray().Count); // 301 to 317
        Assert.Equal("120", answer.Result["result"]!["p1"]![0]!["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Batch_NumericKeys_ListWhenDenseMapWhenNot()
    {
        var good = await PostAsync("batch", """{"cmd":["profile","server.time"]}""");
        var holed = await PostAsync("batch", """{"cmd":["crm.contact.get?id=0","profile"]}""");

        Assert.Equal(2, good.Result!["result"]!.AsArray().Count);
        Assert.Equal(["1"], holed.Result!["result"]!.AsObject().Select(p => p.Key));
        Assert.Single(holed.Result["result_error"]!.AsArray());
    }

    [Fact]
    public async Task Batch_EncodedValues_Decoded()
    {
        await CallAsync("batch", new { cmd = new { a = "crm.contact.update?id=131&fields[COMMENTS]=" + Uri.EscapeDataString("a & b = c + ü [x]") } });

        Assert.Equal("a & b = c + ü [x]", (await ContactAsync(131))["COMMENTS"]!.GetValue<string>());
    }

    [Fact]
    public async Task Journal_Batch_ListsInnerCalls()
    {
        await CallAsync("batch", new { cmd = new { a = "crm.contact.get?id=120", b = "crm.contact.get?id=0" } });

        var entry = (await Process.JournalAsync())[^1]!;
        Assert.Equal("batch", entry["method"]!.GetValue<string>());
        Assert.Equal("120", entry["calls"]![0]!["parameters"]!["id"]!.GetValue<string>());
        Assert.Equal("ID is not defined or invalid.", entry["calls"]![1]!["error"]!.GetValue<string>());
    }
}
