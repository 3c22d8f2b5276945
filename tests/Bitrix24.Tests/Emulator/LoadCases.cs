using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Testing;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>The preset `load`, small: what it is made of, and that the quick ways through its lists give what the slow ones give.</summary>
public sealed class LoadPortal : IAsyncLifetime
{
    public EmulatorProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Process = await EmulatorProcess.StartAsync("--preset", "load", "--entities", "6000", "--now", "2026-11-22");

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}

public sealed class LoadCases(LoadPortal portal) : IClassFixture<LoadPortal>
{
    private static readonly string[] s_types = ["lead", "deal", "contact", "company"];

    [Fact]
    public async Task Load_Preset_AsManyCardsAsAskedFor()
    {
        var total = 0;
        foreach (var type in s_types)
            total += await TotalAsync(type);

        Assert.InRange(total, 5700, 6300);
    }

    [Fact]
    public async Task Load_Cards_LookLikeAPortal()
    {
        var open = await portal.Process.CallAsync("crm.lead.list", new { filter = new { HAS_IMOL = "Y" }, select = new[] { "ID", "IM", "NAME" } });
        var sent = await portal.Process.CallAsync("crm.activity.list", new { filter = new { DIRECTION = 2 }, select = new[] { "ID", "COMMUNICATIONS" } });

        Assert.InRange(open["total"]!.GetValue<int>(), 200, 2000);
        Assert.All(open["result"]!.AsArray(), l => Assert.Matches(@"^imol\|[a-z_]+\|\d+\|\d+\|\d+$", l!["IM"]![0]!["VALUE"]!.GetValue<string>()));
        Assert.InRange(sent["total"]!.GetValue<int>(), 2000, 12000);
        Assert.All(sent["result"]!.AsArray(), a => Assert.Equal("PHONE", a!["COMMUNICATIONS"]![0]!["TYPE"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("crm.contact.list", "ID")]
    [InlineData("crm.activity.list", "ID")]
    public async Task Walk_ByIdInBatches_EveryRowOnceAndInOrder(string method, string id)
    {
        var total = (await portal.Process.CallAsync(method, new { start = 0, order = new { ID = "ASC" }, select = new[] { id } }))["total"]!.GetValue<int>();
        var seen = new List<int>();

        while (seen.Count < total)
        {
            var page = "order[ID]=ASC&start=-1&select[]=ID&filter[>ID]=";
            var commands = Enumerable.Range(0, 50).ToDictionary(i => $"p{i:00}", i => $"{method}?{page}{(i == 0 ? seen.LastOrDefault().ToString(CultureInfo.InvariantCulture) : $"$result[p{i - 1:00}][49][ID]")}");
            var answer = await portal.Process.CallAsync("batch", new { cmd = commands });
            foreach (var (_, rows) in answer["result"]!["result"]!.AsObject())
            {
                seen.AddRange(rows!.AsArray().Select(r => int.Parse(r![id]!.GetValue<string>(), CultureInfo.InvariantCulture)));
                // The chain runs out with a page that is not full; what comes behind it begins again.
                if (rows.AsArray().Count < 50)
                    break;
            }
        }

        Assert.Equal(total, seen.Count);
        Assert.Equal(seen.Distinct().Order(), seen);
    }

    [Fact]
    public async Task Window_TotalsAndEdges_AsIfEveryRowHadBeenLookedAt()
    {
        var all = await IdsAsync(new { });
        var middle = all[all.Count / 2];

        Assert.Equal(all.AsEnumerable().Reverse().Take(50), await FirstPageAsync(new { order = new { id = "DESC" } }));
        Assert.Equal(all.Where(i => i > middle).Take(50), await FirstPageAsync(new { filter = new Dictionary<string, object> { [">id"] = middle } }));
        Assert.Equal(all.Where(i => i >= middle && i < middle + 30), await FirstPageAsync(new { filter = new Dictionary<string, object> { [">=id"] = middle, ["<id"] = middle + 30 } }));
        Assert.Equal(all.AsEnumerable().Reverse().Where(i => i < middle).Take(50), await FirstPageAsync(new { start = -1, order = new { id = "DESC" }, filter = new Dictionary<string, object> { ["<id"] = middle } }));
        // Joined by OR, a condition on the id is no edge.
        Assert.Equal(all.Count, (await ListAsync(new { filter = new Dictionary<string, object> { ["logic"] = "OR", [">id"] = middle, ["<=id"] = middle } }))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Window_ChangedSince_OnlyThoseAndAllOfThem()
    {
        var rows = new List<(int Id, DateTimeOffset Changed)>();
        for (var start = 0; start < await TotalAsync("contact"); start += 50)
        {
            var page = (await portal.Process.CallAsync("crm.contact.list", new { start, order = new { ID = "ASC" }, select = new[] { "ID", "DATE_MODIFY" } }))["result"]!.AsArray();
            rows.AddRange(page.Select(r => (int.Parse(r!["ID"]!.GetValue<string>(), CultureInfo.InvariantCulture), r["DATE_MODIFY"]!.GetValue<DateTimeOffset>())));
        }
        var since = rows.Select(r => r.Changed).Order().ElementAt(rows.Count - 40);

        var changed = await portal.Process.CallAsync("crm.contact.list", new
        {
            start = -1, order = new { ID = "ASC" }, select = new[] { "ID" },
            // In another zone than the portal's own.
            filter = new Dictionary<string, object> { [">=DATE_MODIFY"] = since.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture) },
        });

        Assert.Equal(rows.Where(r => r.Changed >= since).Select(r => r.Id).Take(50), changed["result"]!.AsArray().Select(r => int.Parse(r!["ID"]!.GetValue<string>(), CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task CompanyContacts_AfterAChange_TheNewOnesToo()
    {
        var company = (await portal.Process.CallAsync("crm.company.list"))["result"]![0]!["ID"]!.GetValue<string>();
        var before = await ContactsOfAsync(company);
        var contact = (await portal.Process.CallAsync("crm.contact.add", new { fields = new { NAME = "New", COMPANY_ID = company } }))["result"]!.GetValue<int>();

        Assert.Equal([.. before, contact], await ContactsOfAsync(company));

        await portal.Process.CallAsync("crm.contact.delete", new { id = contact });
        Assert.Equal(before, await ContactsOfAsync(company));
    }

    private async Task<List<int>> ContactsOfAsync(string company) =>
        [.. (await portal.Process.CallAsync("crm.item.get", new { entityTypeId = 4, id = company }))["result"]!["item"]!["contactIds"]!.AsArray().Select(i => i!.GetValue<int>())];

    private async Task<int> TotalAsync(string type) =>
        (await portal.Process.CallAsync($"crm.{type}.list", new { start = 0, select = new[] { "ID" } }))["total"]!.GetValue<int>();

    private Task<JsonObject> ListAsync(object parameters)
    {
        var asked = (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(parameters)!;
        asked["entityTypeId"] = 1;
        asked["select"] = new JsonArray("id");
        return portal.Process.CallAsync("crm.item.list", asked);
    }

    private async Task<List<int>> FirstPageAsync(object parameters) =>
        [.. (await ListAsync(parameters))["result"]!["items"]!.AsArray().Select(i => i!["id"]!.GetValue<int>())];

    private async Task<List<int>> IdsAsync(object filter)
    {
        var ids = new List<int>();
        for (var start = 0; ; start += 50)
        {
            var answer = await ListAsync(new { start, filter });
            ids.AddRange(answer["result"]!["items"]!.AsArray().Select(i => i!["id"]!.GetValue<int>()));
            if (answer["next"] is null)
                return ids;
            Assert.Equal(start + 50, answer["next"]!.GetValue<int>());
        }
    }
}
