using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Overview;
using DedupPortal.Portals;
using DedupPortal.Removal;
using DedupPortal.Schedules;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace DedupPortal.Portal.Tests.Duplicates;

/// <summary>The product as a worker node beside an emulated portal that one agency has connected.</summary>
public sealed class ScanNode : IAsyncDisposable
{
    /// <summary>One for all test nodes, so that another process opens the same credentials.</summary>
    public static readonly string MasterKeyText = Convert.ToBase64String(new byte[MasterKey.Length]);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private bool _stopped;

    private ScanNode(TestProduct product, TestAgency agency, PortalId portal, EmulatorProcess emulator) =>
        (Product, Agency, Portal, Emulator) = (product, agency, portal, emulator);

    public TestProduct Product { get; }

    public TestAgency Agency { get; }

    public PortalId Portal { get; }

    public EmulatorProcess Emulator { get; }

    public static async Task<ScanNode> StartAsync(PostgresCluster cluster, EmulatorProcess emulator, Action<IServiceCollection>? configure = null, bool works = true)
    {
        var product = await TestProduct.CreateAsync(cluster, services =>
        {
            AddFeatures(services, emulator.Address.Authority);
            services.AddKeyRing(new MasterKey(MasterKeyText));
            configure?.Invoke(services);
        });
        var agency = await product.RegisterAsync("Agency");
        var portal = await agency.WithAsync<PortalConnection, Result<PortalId>>(connection =>
            connection.ConnectAsync(emulator.AdminWebhook.ToString(), "Client", "Europe/Moscow", CancellationToken.None));
        var node = new ScanNode(product, agency, portal.Value, emulator);
        if (works) await node.StartWorkerAsync();
        return node;
    }

    public static void AddFeatures(IServiceCollection services, string endpoint)
    {
        services.AddBitrix24();
        services.Configure<BitrixClientOptions>(options =>
        {
            options.AllowedEndpoints = [endpoint];
            options.Attempts = 2;
            options.RetryBase = TimeSpan.FromMilliseconds(20);
        });
        services.Configure<ScanOptions>(options => options.RetryFirst = TimeSpan.FromMilliseconds(300));
        services.AddPortals();
        services.AddMirror();
        services.AddDuplicates();
        services.AddMerging();
        services.AddSchedules();
        services.AddSingleton<NotedWarnings>();
        services.AddSingleton<ICredentialWarning>(provider => provider.GetRequiredService<NotedWarnings>());
        services.AddOverview();
        services.AddRemoval();
        services.AddJobStore(provision: false);
    }

    public Task<IScheduler> SchedulerAsync() => Product.Services.GetRequiredService<ISchedulerFactory>().GetScheduler().AsTask();

    public async Task StartWorkerAsync() => await (await SchedulerAsync()).Start();

    public Task<Result<SyncRunId>> ScanAsync() => Agency.WithAsync<Scans, Result<SyncRunId>>(scans => scans.StartAsync(Portal, CancellationToken.None));

    public Task<Result<Done>> CancelAsync() => Agency.WithAsync<Scans, Result<Done>>(scans => scans.CancelAsync(Portal, CancellationToken.None));

    /// <summary>Ends this node's work as a stopping program does: the running job is told, nobody waits for it.</summary>
    public async Task StopWorkerAsync()
    {
        _stopped = true;
        await (await SchedulerAsync()).Shutdown(waitForJobsToComplete: false);
    }

    /// <summary>Another worker on the same database.</summary>
    public async Task<IAsyncDisposable> StartOtherAsync()
    {
        var other = Worker(Product.Database.ApplicationConnectionString, Emulator.Address.Authority);
        var scheduler = await other.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await scheduler.Start();
        return new OtherNode(other, scheduler);
    }

    /// <summary>A node's services, not started.</summary>
    public static ServiceProvider Worker(string connectionString, string endpoint)
    {
        var services = new ServiceCollection();
        AddWorker(services, connectionString, endpoint);
        return services.BuildServiceProvider();
    }

    public static void AddWorker(IServiceCollection services, string connectionString, string endpoint)
    {
        services.AddLogging();
        services.AddStorage(connectionString);
        services.AddKeyRing(new MasterKey(MasterKeyText));
        services.AddTenants();
        services.AddAudit();
        AddFeatures(services, endpoint);
    }

    /// <summary>The portal's scan as soon as the condition holds. Throws <see cref="TimeoutException"/> after a minute.</summary>
    public async Task<ScanProgress> UntilAsync(Func<ScanProgress, bool> holds)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var services = Agency.As();
        ScanProgress? last = null;
        await foreach (var scan in services.ServiceProvider.GetRequiredService<ScanQueries>().WatchAsync(Portal, patience.Token))
        {
            last = scan;
            if (scan is not null && holds(scan)) return scan;
        }

        throw new TimeoutException($"The scan stayed {last?.State} {last?.Phase} {last?.ErrorCode}.");
    }

    public async Task<ScanProgress> ScanToEndAsync()
    {
        var id = (await ScanAsync()).Value;
        return await UntilAsync(scan => scan.Id == id && !scan.IsUnfinished);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped) await StopWorkerAsync();
        await Product.DisposeAsync();
    }

    private sealed class OtherNode(ServiceProvider services, IScheduler scheduler) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await scheduler.Shutdown(waitForJobsToComplete: false);
            await services.DisposeAsync();
        }
    }
}
