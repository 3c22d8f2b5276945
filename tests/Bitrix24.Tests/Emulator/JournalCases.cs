namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class JournalCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Journal_Batch_InnerCallsWithTheParametersThatWereUsed()
    {
        await CallAsync("batch", new { cmd = new { a = "crm.deal.get?id=77", b = "crm.contact.get?id=$result[a][CONTACT_ID]", c = "crm.contact.get?id=0" } });

        var entry = (await Process.JournalAsync()).Single()!;

        Assert.Equal("batch", entry["method"]!.GetValue<string>());
        Assert.Equal(200, entry["status"]!.GetValue<int>());
        Assert.Equal(["crm.deal.get", "crm.contact.get", "crm.contact.get"], entry["calls"]!.AsArray().Select(c => c!["method"]!.GetValue<string>()));
        Assert.Equal("120", entry["calls"]![1]!["parameters"]!["id"]!.GetValue<string>());
        Assert.StartsWith("ID is not defined", entry["calls"]![2]!["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Journal_SpoiledAnswer_TheStatusThatTheCallerSaw()
    {
        await Process.AddFaultAsync(new { method = "profile", kind = "html502" });

        using (await Process.Http.GetAsync(new Uri(Process.AdminWebhook, "profile")))
        {
        }

        Assert.Equal(502, (await Process.JournalAsync()).Single()!["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task Journal_MoreThanItHolds_TheOldestAreDropped()
    {
        var mebibyte = new string('x', 1024 * 1024);

        for (var i = 0; i < 40; i++)
            await CallAsync("server.time", new { filler = mebibyte, position = i });

        var kept = await Process.JournalAsync();
        Assert.InRange(kept.Count, 20, 32);
        Assert.Equal(39, kept[^1]!["parameters"]!["position"]!.GetValue<int>());
        Assert.Equal(40, kept[^1]!["number"]!.GetValue<int>() - kept[0]!["number"]!.GetValue<int>() + kept[0]!["parameters"]!["position"]!.GetValue<int>() + 1);
    }
}
