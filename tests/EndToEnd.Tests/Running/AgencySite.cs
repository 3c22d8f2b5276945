using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.Testing;

namespace DedupPortal.EndToEnd.Tests.Running;

/// <summary>
/// One running program without demo, one Bitrix24 portal, and an agency whose owner has registered, connected the portal and scanned
/// it, all of it in the browser. The first test that asks for it pays; the others take different cards of the same portal.
/// </summary>
public sealed class AgencySite : IAsyncDisposable
{
    public const string Agency = "Агентство «Полдень»";
    public const string Owner = "Ольга Полуднева";
    public const string OwnerEmail = "olga@polden.example";
    public const string Password = "correct horse battery";
    public const string PortalName = "Ателье «Север»";

    private readonly SemaphoreSlim _turn = new(1);
    private readonly DataFolder _folder = new();
    private PortalProgram? _program;
    private EmulatorProcess? _portal;
    private Task<Guid>? _connected;

    /// <summary>Where the program listens; a running program is enough for tests that bring an agency of their own.</summary>
    internal async Task<Uri> AddressAsync()
    {
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await RunAsync();
            return _program!.Address;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The Bitrix24 portal behind the site.</summary>
    internal EmulatorProcess Bitrix => _portal ?? throw new InvalidOperationException("Ask for the address first.");

    /// <summary>The connected and scanned portal's id in the product.</summary>
    internal async Task<Guid> ScannedPortalAsync(Chromium chromium)
    {
        var address = await AddressAsync();
        Task<Guid> connected;
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            // Tried once: when it fails, every journey that needs it fails with the same reason.
            connected = _connected ??= ConnectAndScanAsync(chromium, address);
        }
        finally
        {
            _turn.Release();
        }

        return await connected;
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        if (_portal is not null)
            await _portal.DisposeAsync();
        _folder.Dispose();
        _turn.Dispose();
    }

    private async Task<Guid> ConnectAndScanAsync(Chromium chromium, Uri address)
    {
        await using var olga = await chromium.VisitAsync(address, "ru");
        await new AccountPages(olga).RegisterAsync(Agency, Owner, OwnerEmail, Password);
        var portals = new PortalPages(olga);
        var portal = await portals.ConnectAsync(Bitrix.AdminWebhook.ToString(), PortalName);
        await portals.ScanAsync();
        Assert.True(olga.Complaints.Count == 0, string.Join(Environment.NewLine, olga.Complaints));
        return portal;
    }

    private async Task RunAsync()
    {
        _portal ??= await EmulatorProcess.StartAsync("--preset", "demo");
        _program ??= await PortalProgram.StartAsync(
            _folder.Path,
            demo: false,
            ("Bitrix24__AllowedEndpoints__0", _portal.Address.Authority),
            ("Bitrix24__AuthServers__0", _portal.AuthServer.ToString().TrimEnd('/')),
            ("Bitrix24__AllowedEndpoints__1", PortalPages.SilentEndpoint),
            // The limits of the Enterprise plan (5 a second, 250 at once): the demo itself is tested with the common ones.
            ("Bitrix24__RequestsPerSecond", "5"),
            ("Bitrix24__RequestBurst", "250"));
    }
}
