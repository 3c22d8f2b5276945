using System.Diagnostics;
using System.Globalization;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Mirror;
using DedupPortal.Notifications;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Benchmarks;

/// <summary>
/// Reads a whole emulated portal into a private PostgreSQL as a scan does: rows a second with the portal's limits off and on. This
/// process is the reader alone; the portal and the database are processes of their own, whose CPU is told beside.
/// </summary>
internal static class SyncBench
{
    private const int RowsPerRequest = 2500;
    private const double RequestsPerSecond = 2;
    private const int Burst = 50;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var cards = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100_000;
        var limits = arguments.Length > 1 ? arguments[1] : "both";
        if (limits is "worker")
        {
            await SyncWorker.RunAsync(cards);
            return 0;
        }

        await using var postgres = new PostgresCluster();
        if (limits is "off" or "both") await MeasureAsync(postgres, cards, limited: false);
        if (limits is "on" or "both") await MeasureAsync(postgres, cards, limited: true);
        return 0;
    }

    private static async Task MeasureAsync(PostgresCluster postgres, int cards, bool limited)
    {
        var number = cards.ToString(CultureInfo.InvariantCulture);
        var starting = Stopwatch.StartNew();
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "load", "--entities", number, "--seed", "1", "--rate", limited ? "on" : "off");
        Print($"emulator: {cards} cards ready in {starting.Elapsed.TotalSeconds:F1} s, limits {(limited ? "on" : "off")}");

        // A worker runs for weeks and a portal, too: both have compiled what they use before the scan that counts. With the limits on
        // nothing of that shows.
        if (!limited) await ScanAsync(postgres, emulator, limited, "just started, reader and portal compile meanwhile: ");
        await ScanAsync(postgres, emulator, limited, "");
    }

    /// <summary>Reads the portal into a new database, and with the limits off once more.</summary>
    private static async Task ScanAsync(PostgresCluster postgres, EmulatorProcess emulator, bool limited, string when)
    {
        await using var database = await postgres.CreatePortalDatabaseAsync();
        await using var services = Services(database, emulator, limited);
        var (tenant, portal) = await ConnectAsync(services, emulator);
        await ReadAsync(services, emulator, tenant, portal, limited, when + "first scan");
        if (!limited) await ReadAsync(services, emulator, tenant, portal, limited, when + "unchanged");
    }

    internal static async Task ReadAsync(ServiceProvider services, EmulatorProcess emulator, TenantId tenant, PortalId portal, bool limited, string name)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, Actor.System);
        var contexts = scope.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>();
        var client = (await scope.ServiceProvider.GetRequiredService<PortalClients>().OpenAsync(portal, CancellationToken.None)).Value;

        // The burst would carry a small portal whole: it is used up first.
        for (var call = 0; limited && call < Burst; call++) await client.CallAsync(new BitrixCall("server.time"), CancellationToken.None);

        var id = SyncRunId.New();
        await using (var db = await contexts.CreateDbContextAsync())
        {
            var run = new SyncRun(tenant, id, portal, SyncTrigger.Person, Actor.System, DateTimeOffset.UtcNow);
            run.Begin(DateTimeOffset.UtcNow);
            db.Add(run);
            await db.SaveChangesAsync();
        }

        var (ownCpu, portalCpu, databaseCpu) = (Process.GetCurrentProcess().TotalProcessorTime, Cpu(emulator.ProcessId), await DatabaseCpuAsync(contexts));
        var allocated = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var error = await scope.ServiceProvider.GetRequiredService<MirrorSync>().ReadAsync(client, id, portal, CancellationToken.None);
        watch.Stop();
        if (error is not null) throw new InvalidOperationException($"The reading stopped: {error}.");

        await using (var db = await contexts.CreateDbContextAsync())
        {
            (await db.Set<SyncRun>().SingleAsync(run => run.Id == id)).Complete(0, 0, "benchmark", DateTimeOffset.UtcNow);
            await db.SaveChangesAsync();
        }

        await using var counting = await contexts.CreateDbContextAsync();
        var rows = await counting.Set<SyncRun>().Where(run => run.Id == id).Select(run => run.RecordsRead).SingleAsync();
        var kept = await counting.Set<MirrorRecord>().CountAsync(record => record.PortalId == portal);
        var perSecond = rows / watch.Elapsed.TotalSeconds;
        Print($"{name}: {rows} rows ({kept} cards in the mirror) in {watch.Elapsed.TotalSeconds:F2} s = {perSecond:N0} rows/s");
        if (limited) Print($"  of the ceiling of {RowsPerRequest * RequestsPerSecond:N0} rows/s: {perSecond / (RowsPerRequest * RequestsPerSecond):F3}");
        Print($"  CPU: reader {(Process.GetCurrentProcess().TotalProcessorTime - ownCpu).TotalSeconds:F2} s, emulator {(Cpu(emulator.ProcessId) - portalCpu).TotalSeconds:F2} s, database {(await DatabaseCpuAsync(contexts) - databaseCpu).TotalSeconds:F2} s; "
            + $"allocated {(GC.GetTotalAllocatedBytes() - allocated) / 1048576.0:N0} MiB; peak memory of the reader {Peak(Environment.ProcessId):N0} MiB; machine load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
    }

    internal static ServiceProvider Services(PostgresDatabase database, EmulatorProcess emulator, bool limited, Action<IServiceCollection>? more = null, string? key = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStorage(database.ApplicationConnectionString);
        services.AddKeyRing(new MasterKey(key ?? MasterKey.NewText()));
        services.AddTenants();
        services.AddAudit();
        services.AddNotifications();
        services.AddPortals();
        services.AddMirror();
        services.Configure<BitrixClientOptions>(options =>
        {
            options.AllowedEndpoints = [emulator.Address.Authority];
            if (limited) return;
            (options.RequestsPerSecond, options.RequestBurst) = (100_000, 100_000);
        });
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    internal static async Task<(TenantId Tenant, PortalId Portal)> ConnectAsync(ServiceProvider services, EmulatorProcess emulator)
    {
        Account owner;
        await using (var scope = services.CreateAsyncScope())
            owner = (await scope.ServiceProvider.GetRequiredService<AccountCreation>()
                .RegisterAgencyAsync("Benchmark", new NewAccount("Owner", "owner@agency.example", "correct horse battery", "en"), CancellationToken.None)).Value;
        await using var acting = services.CreateAsyncScope();
        acting.ServiceProvider.GetRequiredService<TenantScope>().Enter(owner.TenantId!.Value, new Actor(owner.Id, "Owner", MemberRole.Owner));
        var portal = await acting.ServiceProvider.GetRequiredService<PortalConnection>()
            .ConnectAsync(emulator.AdminWebhook.ToString(), "Load", "Europe/Moscow", CancellationToken.None);
        return (owner.TenantId!.Value, portal.Value);
    }

    /// <summary>CPU of the sessions that this process has open.</summary>
    private static async Task<TimeSpan> DatabaseCpuAsync(IDbContextFactory<PortalDbContext> contexts)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var sessions = await db.Database.SqlQueryRaw<int>("select pid as \"Value\" from pg_stat_activity where datname = current_database()").ToListAsync();
        return sessions.Aggregate(TimeSpan.Zero, (sum, session) => sum + Cpu(session));
    }

    private static TimeSpan Cpu(int process) => Process.GetProcessById(process).TotalProcessorTime;

    /// <summary>Largest resident set of a process so far, in MiB.</summary>
    internal static double Peak(int process) =>
        double.Parse(File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Print(string line) => Console.WriteLine(line);
}
