using System.Text.RegularExpressions;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web;
using DedupPortal.Web.Components.Pages.Portals;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Pages;

/// <summary>The portals of an agency, connecting one, and its scans.</summary>
internal sealed partial class PortalPages(Visitor visitor)
{
    /// <summary>An endpoint on which nothing listens: port 1 of loopback.</summary>
    public const string SilentEndpoint = "127.0.0.1:1";

    // The demo's scan is promised within 30 s; a loaded machine may take longer.
    private const float ScanPatience = 180_000;
    private readonly Words _words = visitor.Words;

    public ILocator WebhookField => visitor.Page.GetByLabel(_words.Of<WebhookField>("Label"), new() { Exact = true });

    public ILocator ConnectButton => visitor.Button(_words.Of<ConnectPortalPage>("Connect"));

    public ILocator ScanButton => visitor.Button(_words.Of<ScanPanel>("Start"));

    /// <summary>What the checked webhook allows.</summary>
    public ILocator Report => visitor.Page.GetByRole(AriaRole.Region, new() { Name = _words.Of<ConnectPortalPage>("StepReport"), Exact = true });

    public ILocator Alert => visitor.Page.GetByRole(AriaRole.Alert);

    public async Task OpenConnectAsync()
    {
        await visitor.OpenAsync(PortalUrls.ConnectPortal);
        await visitor.SeesHeadingAsync(_words.Of<ConnectPortalPage>("Title"));
    }

    public async Task CheckAsync(string webhook)
    {
        await WebhookField.FillAsync(webhook);
        await visitor.Button(_words.Of<ConnectPortalPage>("Check")).ClickAsync();
    }

    /// <summary>Checks the webhook, names the portal and connects it; gives its id.</summary>
    public async Task<Guid> ConnectAsync(string webhook, string name)
    {
        await OpenConnectAsync();
        await CheckAsync(webhook);
        await visitor.Expect(Report).ToBeVisibleAsync();
        await visitor.Page.GetByLabel(_words.Of<PortalFields>("Name"), new() { Exact = true }).FillAsync(name);
        await ConnectButton.ClickAsync();
        await visitor.SeesHeadingAsync(name);
        return Guid.Parse(PortalAddress().Match(visitor.Page.Url).Groups["id"].Value);
    }

    public async Task OpenAsync(Guid portal)
    {
        await visitor.OpenAsync(PortalUrls.Portal(portal));
        await visitor.Expect(Scan).ToBeVisibleAsync();
    }

    /// <summary>Scans the portal whose page is open, and waits for the end.</summary>
    public async Task ScanAsync()
    {
        await ScanButton.ClickAsync();
        // The button is away while a scan runs; the outcome of an earlier one must not be taken for this one's.
        await visitor.Expect(ScanButton).Not.ToBeVisibleAsync();
        await ScanEndsAsync();
    }

    public async Task ScanEndsAsync()
    {
        await Assertions.Expect(ScanButton).ToBeVisibleAsync(new() { Timeout = ScanPatience });
        await visitor.Expect(Scan.GetByText(_words.Of<ScanText>("State_Completed"), new() { Exact = true })).ToBeVisibleAsync();
    }

    public ILocator Scan => visitor.Page.GetByRole(AriaRole.Region, new() { Name = _words.Of<ScanPanel>("Title"), Exact = true });

    [GeneratedRegex(@"/portals/(?<id>[0-9a-f-]{36})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PortalAddress();
}
