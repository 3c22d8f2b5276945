using System.Globalization;

namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class DuplicateCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Case27_FindByComm_KnownPhone_IntIds() =>
        Assert.Equal("""{"CONTACT":[131]}""", Json((await FindAsync(new { type = "PHONE", values = new[] { "+491701234567" }, entity_type = "CONTACT" })).Result));

    [Fact]
    public async Task Case28_FindByComm_UnknownPhone_EmptyArray() =>
        Assert.Equal("[]", Json((await FindAsync(new { type = "PHONE", values = new[] { "+49" }, entity_type = "CONTACT" })).Result));

    [Fact]
    public async Task Case29_FindByComm_BareValue_ValuesNotDefined() =>
        Refused(await FindAsync(new { type = "PHONE", values = "+49" }), 400, "Communication values is not defined", "Communication values is not defined");

    [Fact]
    public async Task Case30_FindByComm_NoType_TypeNotDefined() =>
        Refused(await FindAsync(new { values = new[] { "1" } }), 400, "Communication type is not defined", "Parameter 'type' is required.");

    [Fact]
    public async Task Case31_FindByComm_Messenger_NotSupported() =>
        Refused(await FindAsync(new { type = "IM", values = new[] { "x" } }), 400, "Communication type 'IM' is not supported in current context", "Communication type 'IM'");

    [Fact]
    public async Task FindByComm_TwentyLeads_LaterTypesAreSilenced()
    {
        for (var i = 0; i < 21; i++)
            await CallAsync("crm.lead.add", new { fields = new { TITLE = i.ToString(CultureInfo.InvariantCulture), PHONE = new[] { new { VALUE = "+491701234567" } } } });

        var all = await FindAsync(new { type = "PHONE", values = new[] { "+491701234567" } });

        Assert.Equal(20, all.Result!["LEAD"]!.AsArray().Count);
        Assert.False(all.Result.AsObject().ContainsKey("CONTACT"));
    }

    [Fact]
    public async Task FindByComm_ValuesBeyondTwentyAndOtherThanText_PassedOver()
    {
        var phones = Enumerable.Range(0, 20).Select(i => $"+4917099{i:D3}").ToList();

        Assert.Equal("[]", Json((await FindAsync(new { type = "PHONE", values = phones.Append("+491701234567") })).Result));
        Assert.Equal("""{"CONTACT":[131]}""", Json((await FindAsync(new { type = "PHONE", values = phones.Skip(1).Append("+491701234567") })).Result));
        Assert.Equal("[]", Json((await FindAsync(new { type = "PHONE", values = new[] { 491701234567 } })).Result));
    }

    [Fact]
    public async Task FindByComm_DigitsUsually_AsWrittenBySwitch()
    {
        Task<Answer> Loosely() => FindAsync(new { type = "PHONE", values = new[] { "49 (170) 123-45-67;12" }, entity_type = "CONTACT" });
        var digits = Json((await Loosely()).Result);
        await Process.HandleAsync("/_portal", new { strictPhones = true });

        Assert.Equal(("""{"CONTACT":[131]}""", "[]"), (digits, Json((await Loosely()).Result)));
        Assert.Equal("""{"CONTACT":[131]}""", Json((await FindAsync(new { type = "PHONE", values = new[] { "+491701234567" }, entity_type = "CONTACT" })).Result));
    }

    [Fact]
    public async Task FindByComm_TwentyContacts_CompaniesAreSilencedLeadsAreNot()
    {
        for (var i = 0; i < 20; i++)
            await CallAsync("crm.contact.add", new { fields = new { NAME = "N", PHONE = new[] { new { VALUE = "+49301234567" } } } });
        var lead = (await CallAsync("crm.lead.add", new { fields = new { TITLE = "T", PHONE = new[] { new { VALUE = "+49301234567" } } } })).Result!.GetValue<int>();

        var all = (await FindAsync(new { type = "PHONE", values = new[] { "+49301234567" } })).Result!.AsObject();

        Assert.Equal(["LEAD", "CONTACT"], all.Select(p => p.Key));
        Assert.Equal($"[{lead}]", Json(all["LEAD"]));
        Assert.Equal("""{"COMPANY":[12]}""", Json((await FindAsync(new { type = "PHONE", values = new[] { "+49301234567" }, entity_type = "COMPANY" })).Result));
    }

    private Task<Answer> FindAsync(object parameters) => CallAsync("crm.duplicate.findbycomm", parameters);
}
