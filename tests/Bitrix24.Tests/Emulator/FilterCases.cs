namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>
/// Behaviours 5 and 6 of the contract: pages of both dialects, and every prefix of a filter. The portal has the contacts 120 tg_anna,
/// 131 and 144 Anna, and 117 more (201 to 317) called Contact, "Number 201" to "Number 317".
/// </summary>
public sealed class FilterCases(ContractPortal portal) : ContractCase(portal)
{
    [Theory]
    [InlineData("NAME", "Anna", 2)]
    [InlineData("=NAME", "Anna", 2)]
    [InlineData("!NAME", "Contact", 3)]
    [InlineData("!=NAME", "Contact", 3)]
    [InlineData("%NAME", "nna", 3)]
    [InlineData("!%NAME", "nna", 117)]
    [InlineData("=%LAST_NAME", "Number 31%", 8)]
    [InlineData("%=LAST_NAME", "Number 31%", 8)]
    [InlineData("!=%NAME", "Cont%", 3)]
    [InlineData("!%=NAME", "%nna", 117)]
    [InlineData(">ID", "316", 1)]
    [InlineData(">=ID", "316", 2)]
    [InlineData("<ID", "131", 1)]
    [InlineData("<=ID", "131", 2)]
    public async Task Prefix_OneValue_BothDialects(string condition, string value, int expected)
    {
        var old = await CallAsync("crm.contact.list", new { filter = Filter(condition, value), start = 0 });
        var name = condition.TrimStart('!', '=', '%', '<', '>');
        var camel = name switch { "ID" => "id", "NAME" => "name", _ => "lastName" };
        var item = await CallAsync("crm.item.list", new { entityTypeId = 3, filter = Filter(condition[..^name.Length] + camel, value), start = 0 });

        Assert.Equal((expected, expected), (old.Body["total"]!.GetValue<int>(), item.Body["total"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("@", 2)]
    [InlineData("", 2)]
    [InlineData("!@", 118)]
    [InlineData("!", 118)]
    public async Task Prefix_SeveralValues_BothDialects(string prefix, int expected)
    {
        int[] ids = [120, 131];
        var old = await CallAsync("crm.contact.list", new { filter = Filter(prefix + "ID", ids), start = 0 });
        var item = await CallAsync("crm.item.list", new { entityTypeId = 3, filter = Filter(prefix + "id", ids), start = 0 });

        Assert.Equal((expected, expected), (old.Body["total"]!.GetValue<int>(), item.Body["total"]!.GetValue<int>()));
    }

    [Fact]
    public async Task ItemList_Pages_NextAndTotalBesideTheResult()
    {
        var first = await CallAsync("crm.item.list", new { entityTypeId = 3, select = new[] { "id" } });
        var last = await CallAsync("crm.item.list", new { entityTypeId = 3, select = new[] { "id" }, start = 100 });
        var uncounted = await CallAsync("crm.item.list", new { entityTypeId = 3, select = new[] { "id" }, start = -1 });

        Assert.Equal((50, 50, 120), (first.Result!["items"]!.AsArray().Count, first.Body["next"]!.GetValue<int>(), first.Body["total"]!.GetValue<int>()));
        Assert.Equal(["items"], first.Result.AsObject().Select(p => p.Key));
        Assert.Equal((20, false, 120), (last.Result!["items"]!.AsArray().Count, last.Body.ContainsKey("next"), last.Body["total"]!.GetValue<int>()));
        Assert.Equal((50, false, 0), (uncounted.Result!["items"]!.AsArray().Count, uncounted.Body.ContainsKey("next"), uncounted.Body["total"]!.GetValue<int>()));
    }

    private static Dictionary<string, object> Filter(string condition, object value) => new(StringComparer.Ordinal) { [condition] = value };
}
