namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Behaviour 15 of the contract: what user 6 may do is asked per kind of card and per right.</summary>
public sealed class RightsCases(ContractPortal portal) : ContractCase(portal)
{
    public static TheoryData<string, int, int> Kinds => new() { { "lead", 1, 50 }, { "deal", 2, 77 }, { "contact", 3, 131 }, { "company", 4, 12 } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task NoRead_GetRefusedListsSayNothing(string kind, int type, int id)
    {
        await Process.HandleAsync("/_rights", new { user = 6, type, read = "None" });

        Refused(await CallAsUserAsync($"crm.{kind}.get", new { id }), 400, "", "Access denied.");
        Refused(await CallAsUserAsync("crm.item.get", new { entityTypeId = type, id }), 400, "ACCESS_DENIED", "Access denied");
        Assert.Equal(0, (await CallAsUserAsync($"crm.{kind}.list", new { start = 0 })).Body["total"]!.GetValue<int>());
        Assert.Equal(0, (await CallAsUserAsync("crm.item.list", new { entityTypeId = type, start = 0 })).Body["total"]!.GetValue<int>());
        Assert.Equal(200, (await CallAsync($"crm.{kind}.get", new { id })).Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task NoEdit_UpdateRefusedAndNothingWritten(string kind, int type, int id)
    {
        var before = Json((await CallAsync($"crm.{kind}.get", new { id })).Result);
        await Process.HandleAsync("/_rights", new { user = 6, type, edit = "None" });

        Refused(await CallAsUserAsync($"crm.{kind}.update", new { id, fields = new { COMMENTS = "X" } }), 400, "", "Access denied.");
        Refused(await CallAsUserAsync("crm.item.update", new { entityTypeId = type, id, fields = new { comments = "X" } }), 400, "ACCESS_DENIED", "Access denied");
        Assert.Equal(before, Json((await CallAsync($"crm.{kind}.get", new { id })).Result));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task NoDelete_DeleteRefusedAndTheCardStays(string kind, int type, int id)
    {
        await Process.HandleAsync("/_rights", new { user = 6, type, delete = "None" });

        Refused(await CallAsUserAsync($"crm.{kind}.delete", new { id }), 400, "", "Access denied.");
        Refused(await CallAsUserAsync("crm.item.delete", new { entityTypeId = type, id }), 400, "ACCESS_DENIED", "Access denied");
        Assert.Equal(200, (await CallAsync($"crm.{kind}.get", new { id })).Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task NoAdd_AddRefused(string kind, int type, int id)
    {
        await Process.HandleAsync("/_rights", new { user = 6, type, add = "None" });

        Refused(await CallAsUserAsync($"crm.{kind}.add", new { fields = new { TITLE = "T", NAME = "N" } }), 400, "", "Access denied.");
        Refused(await CallAsUserAsync("crm.item.add", new { entityTypeId = type, fields = new { title = "T", name = "N" } }), 400, "ACCESS_DENIED", "Access denied");
        Assert.Equal(200, (await CallAsUserAsync($"crm.{kind}.get", new { id })).Status);
    }

    [Fact]
    public async Task OwnOnly_OthersAreLeftOutOfEveryList()
    {
        await Process.HandleAsync("/_rights", new { user = 6, type = 3, read = "Own" });

        // Contact 120 alone is hers; activity 20 stands on it, 21 on 131 and 22 on 144.
        Assert.Equal(1, (await CallAsUserAsync("crm.item.list", new { entityTypeId = 3, start = 0 })).Body["total"]!.GetValue<int>());
        Assert.Equal("""[{"ID":"20"},{"ID":"23"}]""", Json((await CallAsUserAsync("crm.activity.list", new { order = new { ID = "ASC" }, select = new[] { "ID" } })).Result));
        Assert.Equal("[]", Json((await CallAsUserAsync("crm.duplicate.findbycomm", new { type = "PHONE", values = new[] { "+491701234567" } })).Result));
    }
}
