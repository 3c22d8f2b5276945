using System.Diagnostics;
using DedupPortal.Bitrix24;
using DedupPortal.Portal.Tests.Duplicates;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Portal.Tests.Portals;

public sealed class TokenRefreshTests(PostgresCluster cluster)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Calls_FiftyAtOnceInTwoProcesses_RefreshOnce()
    {
        await using var portal = await ApplicationPortal.StartAsync(cluster);
        var id = await portal.ConnectAsync();
        await portal.Emulator.ClearJournalAsync();
        using var other = CallerProcess.Start(portal, id);
        await other.ReadyAsync();
        await portal.Emulator.AdvanceAsync(TimeSpan.FromMinutes(61));

        other.Go();
        var own = await CallerProgram.CallAsync(portal.Product.Services, portal.Agency.Id, id);
        var foreign = await other.SucceededAsync(s_patience);

        Assert.Equal((CallerProgram.Calls, CallerProgram.Calls), (own, foreign));
        Assert.Equal(1, await portal.RefreshesAsync());
    }

    [Fact]
    public async Task Renew_ServerRefuses_KeepsTheOldPair()
    {
        await using var portal = await ApplicationPortal.StartAsync(cluster);
        var id = await portal.ConnectAsync();
        var before = await portal.ViewAsync(id);
        await portal.Emulator.AddFaultAsync(new { method = "oauth/token", kind = "html502" });
        await portal.Emulator.AdvanceAsync(TimeSpan.FromMinutes(61));

        var refused = await (await portal.OpenAsync(id)).Value.CallAsync(new BitrixCall("profile"), CancellationToken.None);
        await portal.Emulator.ClearFaultsAsync();
        var later = await (await portal.OpenAsync(id)).Value.CallAsync(new BitrixCall("profile"), CancellationToken.None);

        Assert.IsType<BitrixError.RetryLater>(refused.Error);
        Assert.True(later.Succeeded);
        Assert.Equal(before!.MaskedCredential, (await portal.ViewAsync(id))!.MaskedCredential);
    }
}

/// <summary>Another process that calls the same portal: this test program, told to run <see cref="CallerProgram"/> only.</summary>
internal sealed class CallerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private CallerProcess(Process process, string folder) => (_process, _folder) = (process, folder);

    public static CallerProcess Start(ApplicationPortal portal, PortalId id)
    {
        var folder = Directory.CreateTempSubdirectory("dedup-caller-").FullName;
        var program = Path.Combine(AppContext.BaseDirectory, typeof(CallerProcess).Assembly.GetName().Name!);
        string[] arguments = ["-explicit", "only", "-method", $"{typeof(CallerProgram).FullName}.{nameof(CallerProgram.RunAsync)}"];
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment[CallerProgram.SettingsVariable] = string.Join('\n',
            portal.Product.Database.ApplicationConnectionString, portal.Emulator.Address.Authority, portal.Emulator.AuthServer.ToString(), portal.Agency.Id.ToString(), id.ToString(), folder);
        return new CallerProcess(Process.Start(start)!, folder);
    }

    public Task ReadyAsync() => CallerProgram.UntilAsync(Path.Combine(_folder, "ready"), TimeSpan.FromSeconds(90));

    public void Go() => File.WriteAllText(Path.Combine(_folder, "go"), "");

    public async Task<int> SucceededAsync(TimeSpan patience)
    {
        await CallerProgram.UntilAsync(Path.Combine(_folder, "done"), patience);
        return int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "done")), System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Runs only when asked for by name: calls the portal when told to and writes how many calls succeeded.</summary>
public sealed class CallerProgram
{
    internal const string SettingsVariable = "DEDUP_TEST_CALLER";
    internal const int Calls = 25;

    [Fact(Explicit = true)]
    public async Task RunAsync()
    {
        var text = Environment.GetEnvironmentVariable(SettingsVariable);
        Assert.SkipWhen(text is null, "Started by CallerProcess only.");
        var settings = text!.Split('\n');
        var services = new ServiceCollection();
        ScanNode.AddWorker(services, settings[0], settings[1]);
        ApplicationPortal.Allow(services, new Uri(settings[2]));
        await using var provider = services.BuildServiceProvider();
        var (tenant, portal, folder) = (new TenantId(Guid.Parse(settings[3])), new PortalId(Guid.Parse(settings[4])), settings[5]);
        await File.WriteAllTextAsync(Path.Combine(folder, "ready"), "");
        await UntilAsync(Path.Combine(folder, "go"), TimeSpan.FromSeconds(90));
        var succeeded = await CallAsync(provider, tenant, portal);
        var draft = Path.Combine(folder, "draft");
        await File.WriteAllTextAsync(draft, succeeded.ToString(System.Globalization.CultureInfo.InvariantCulture));
        File.Move(draft, Path.Combine(folder, "done"));
    }

    /// <summary>All calls at once, each by a client of its own as pages and jobs have it; returns how many succeeded.</summary>
    internal static async Task<int> CallAsync(IServiceProvider provider, TenantId tenant, PortalId portal)
    {
        var calls = Enumerable.Range(0, Calls).Select(async _ =>
        {
            await using var services = provider.CreateAsyncScope();
            services.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, Actor.System);
            var client = (await services.ServiceProvider.GetRequiredService<PortalClients>().OpenAsync(portal, CancellationToken.None)).Value;
            return (await client.CallAsync(new BitrixCall("profile"), CancellationToken.None)).Succeeded;
        });
        return (await Task.WhenAll(calls)).Count(succeeded => succeeded);
    }

    internal static async Task UntilAsync(string file, TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        while (!File.Exists(file))
        {
            if (watch.Elapsed > patience) throw new TimeoutException($"{Path.GetFileName(file)} did not come.");
            await Task.Delay(50);
        }
    }
}
