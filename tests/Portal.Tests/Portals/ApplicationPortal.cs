using System.Text.Json.Nodes;
using System.Web;
using DedupPortal.Bitrix24;
using DedupPortal.Portal.Tests.Duplicates;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Portal.Tests.Portals;

/// <summary>An agency, its product and an emulated portal whose application nobody has connected yet.</summary>
internal sealed class ApplicationPortal : IAsyncDisposable
{
    public const string Callback = "http://127.0.0.1:9/authorised";

    private ApplicationPortal(TestProduct product, TestAgency agency, EmulatorProcess emulator) => (Product, Agency, Emulator) = (product, agency, emulator);

    public TestProduct Product { get; }

    public TestAgency Agency { get; }

    public EmulatorProcess Emulator { get; }

    public static Task<ApplicationPortal> StartAsync(PostgresCluster cluster, params string[] arguments) => StartAsync(cluster, _ => { }, arguments);

    public static async Task<ApplicationPortal> StartAsync(PostgresCluster cluster, Action<IServiceCollection> configure, params string[] arguments)
    {
        var emulator = await EmulatorProcess.StartAsync(arguments);
        await emulator.HandleAsync("/_app", new { redirect = Callback });
        var product = await TestProduct.CreateAsync(cluster, services =>
        {
            ScanNode.AddFeatures(services, emulator.Address.Authority);
            services.AddKeyRing(new MasterKey(ScanNode.MasterKeyText));
            Allow(services, emulator.AuthServer);
            configure(services);
        });
        return new ApplicationPortal(product, await product.RegisterAsync("Agency"), emulator);
    }

    public static void Allow(IServiceCollection services, Uri authServer) =>
        services.Configure<BitrixClientOptions>(options => options.AuthServers = [authServer.ToString().TrimEnd('/')]);

    public ApplicationForm Form(string? secret = null, PortalId? portal = null) =>
        new(Emulator.Address.ToString(), Emulator.ClientId, secret ?? Emulator.ClientSecret, "Client", "Europe/Moscow", portal);

    /// <summary>Does what a member's browser does, up to the way back.</summary>
    public async Task<(OAuthRedirect Redirect, string Word, PortalAuthorisationId Attempt)> AuthoriseAsync(string? secret = null, PortalId? portal = null)
    {
        var attempt = await Agency.WithAsync<ApplicationConnection, Result<PortalAuthorisationId>>(connection => connection.BeginAsync(Form(secret, portal), CancellationToken.None));
        var start = await Agency.WithAsync<ApplicationConnection, Result<AuthorisationStart>>(connection => connection.SendAsync(attempt.Value, CancellationToken.None));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(start.Value.Address);
        var query = HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
        Assert.True(OAuthRedirect.TryRead(name => query[name], out var redirect));
        return (redirect, start.Value.BrowserWord, attempt.Value);
    }

    public Task<Result<PortalId>> ReturnAsync(OAuthRedirect redirect, string? word) =>
        Agency.WithAsync<ApplicationConnection, Result<PortalId>>(connection => connection.ReturnAsync(redirect, word, CancellationToken.None));

    public async Task<PortalId> ConnectAsync(PortalId? portal = null)
    {
        var (redirect, word, _) = await AuthoriseAsync(portal: portal);
        return (await ReturnAsync(redirect, word)).Value;
    }

    /// <summary>Lets the portal post a callback somewhere and hands the form to the product, as the endpoint does.</summary>
    public async Task<CallbackOutcome> PostAsync(string handle, object wish, Action<JsonObject>? change = null)
    {
        var answer = await Emulator.HandleAsync(handle, wish);
        var form = (JsonObject)answer!["sent"]![0]!["form"]!;
        change?.Invoke(form);
        var callback = PortalCallback.Read(Fields(form, ""), DateTimeOffset.UtcNow);
        return await Agency.WithAsync<PortalCallbacks, CallbackOutcome>(callbacks => callbacks.HandleAsync(callback!, CancellationToken.None));
    }

    public Task<PortalView?> ViewAsync(PortalId id) => Agency.WithAsync<PortalQueries, PortalView?>(queries => queries.FindAsync(id, CancellationToken.None));

    public Task<Result<BitrixClient>> OpenAsync(PortalId id) => Agency.WithAsync<PortalClients, Result<BitrixClient>>(clients => clients.OpenAsync(id, CancellationToken.None));

    /// <summary>How often the authorisation server was asked for a new pair.</summary>
    public async Task<int> RefreshesAsync() =>
        (await Emulator.JournalAsync()).Count(call => (string?)call!["method"] == "oauth/token" && call.ToJsonString().Contains("refresh_token", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Product.DisposeAsync();
        await Emulator.DisposeAsync();
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(JsonObject node, string prefix) => node.SelectMany(pair =>
    {
        var name = prefix.Length == 0 ? pair.Key : $"{prefix}[{pair.Key}]";
        return pair.Value is JsonObject inner ? Fields(inner, name) : [new(name, pair.Value?.ToString() ?? "")];
    });
}
