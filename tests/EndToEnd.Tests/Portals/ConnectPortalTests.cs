using DedupPortal.Bitrix24;
using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web.Components.Shared;

namespace DedupPortal.EndToEnd.Tests.Portals;

/// <summary>Bad addresses get a sentence, and the form keeps what was typed.</summary>
public sealed class ConnectPortalTests(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    [Fact]
    public async Task Check_WrongAddresses_AreExplainedAndTheFormStaysFilled()
    {
        var visitor = await VisitAsync(await site.AddressAsync());
        await new AccountPages(visitor).RegisterAsync("Агентство «Проба»", "Пётр Пробин", "petr@proba.example", AgencySite.Password);
        var portals = new PortalPages(visitor);
        await portals.OpenConnectAsync();

        // No such webhook, nobody listens, plain http to a foreign host, an address inside a private network.
        (string Webhook, string Failure, string Reason)[] wrong =
        [
            (new Uri(site.Bitrix.Address, "/rest/1/0000000000000000/").ToString(), "CredentialRefused", ""),
            ($"http://{PortalPages.SilentEndpoint}/rest/1/0000000000000000/", "PortalUnavailable", "Network"),
            ("http://portal.example/rest/1/0000000000000000/", "PortalAddressRefused", AddressGuard.HttpsRequired),
            ("https://10.0.0.1/rest/1/0000000000000000/", "PortalAddressRefused", AddressGuard.NotPublic),
        ];
        foreach (var (webhook, failure, reason) in wrong)
        {
            await portals.CheckAsync(webhook);

            var sentence = reason.Length == 0
                ? visitor.Words.Of<FailureText>(failure)
                : visitor.Words.Of<FailureText>(failure, visitor.Words.Of<FailureText>($"{failure}_Of_{reason}"));
            await visitor.Expect(portals.Alert).ToContainTextAsync(sentence);
            await visitor.Expect(portals.WebhookField).ToHaveValueAsync(webhook);
            await visitor.Expect(portals.ConnectButton).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task Check_WorkingWebhook_ShowsWhatItAllows()
    {
        var visitor = await VisitAsync(await site.AddressAsync());
        await new AccountPages(visitor).RegisterAsync("Агентство «Ключ»", "Клавдия Ключникова", "klava@kluch.example", AgencySite.Password);
        var portals = new PortalPages(visitor);
        await portals.OpenConnectAsync();

        await portals.CheckAsync(site.Bitrix.AdminWebhook.ToString());

        // The administrator of the emulator's demo preset, and a scope that merging cannot do without.
        await visitor.Expect(portals.Report).ToContainTextAsync("Ирина Соколова");
        await visitor.Expect(portals.Report).ToContainTextAsync("imopenlines");
        await visitor.Expect(portals.ConnectButton).ToBeVisibleAsync();
    }
}
