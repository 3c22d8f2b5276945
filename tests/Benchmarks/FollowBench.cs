using System.Diagnostics;
using System.Globalization;
using DedupPortal.Duplicates;
using DedupPortal.Matching;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Schedules;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Benchmarks;

/// <summary>
/// How long a card that was changed in an emulated portal takes until the queue knows: the look at the portal, the matching and the writing,
/// without the wait for the next look. The first change after a start loads the portal, those after it find it loaded.
/// </summary>
internal static class FollowBench
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var cards = arguments.Length > 0 ? arguments[0] : "100000";
        await using var postgres = new PostgresCluster();
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "load", "--entities", cards, "--seed", "1", "--rate", "off");
        await using var database = await postgres.CreatePortalDatabaseAsync();
        await using var services = SyncBench.Services(database, emulator, limited: false, more =>
        {
            more.AddDuplicates();
            more.AddMerging();
            more.AddSchedules();
            more.AddJobStore(provision: false);
            more.AddSingleton<ICredentialWarning>(new NoWarning());
            more.AddLogging(logging => logging.AddFilter("DedupPortal.Duplicates.Rematch", LogLevel.Debug).AddProvider(new Steps()));
        });
        var (tenant, portal) = await SyncBench.ConnectAsync(services, emulator);
        await SyncBench.ReadAsync(services, emulator, tenant, portal, limited: false, "scan");
        var contact = int.Parse(Text(await emulator.CallAsync("crm.contact.list", new { select = (string[])["ID"], order = new { ID = "DESC" } })), CultureInfo.InvariantCulture);
        // The first time the program is compiled beside.
        await StartAnewAsync(services, tenant, portal);
        for (var change = 0; change < 8; change++)
        {
            // Every second change is to something that matching does not read.
            var value = "Changed" + change.ToString(CultureInfo.InvariantCulture);
            object fields = change % 2 == 0 ? new { LAST_NAME = value } : new { POST = value };
            await emulator.CallAsync("crm.contact.update", new { id = contact, fields });
            var (watch, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, Actor.System);
            await scope.ServiceProvider.GetRequiredService<PortalFollowing>().FollowAsync(portal, CancellationToken.None);
            watch.Stop();
            var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
            await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
            var matched = (await db.Set<ChangeFeed>().AsNoTracking().SingleAsync()).Unmatched ? "NOT matched" : "matched";
            var groups = await db.Set<DuplicateGroup>().CountAsync();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"change {change}, of {(change % 2 == 0 ? "a name" : "a position")}: {matched} after {watch.Elapsed.TotalSeconds:F2} s, CPU {used:F2} s, {groups} groups, managed memory {GC.GetTotalMemory(forceFullCollection: true) / 1048576} MiB, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}"));
        }

        for (var start = 0; start < 3; start++) await StartAnewAsync(services, tenant, portal);
        return 0;
    }

    /// <summary>What the first change after a start does before it looks at the change: reads the portal and matches it as a whole.</summary>
    private static async Task StartAnewAsync(ServiceProvider services, TenantId tenant, PortalId portal)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, Actor.System);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var taught = await scope.ServiceProvider.GetRequiredService<PortalModels>().InUseAsync(portal, CancellationToken.None);
        var decisions = await MatchInput.DecisionsAsync(db, portal, CancellationToken.None);
        var model = taught is null ? MatchModel.Default : MatchModel.Default with { Taught = taught.Model };
        var resident = new ResidentPortal();
        var began = Cpu();
        await resident.Cards.RefreshAsync(db, portal, CancellationToken.None);
        var read = Cpu();
        resident.MatchWhole(model, decisions, taught?.Reviewed, CancellationToken.None);
        var matched = Cpu();
        var records = (await MatchInput.LoadAsync(db, portal, CancellationToken.None)).Records;
        var loaded = Cpu();
        MatchEngine.Normalize(records, null, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"start anew, CPU: reading {resident.Cards.Count} cards {read - began:F2} s, matching {matched - read:F2} s, of which normalising {Cpu() - loaded:F2} s"));
    }

    private static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    private static string Text(System.Text.Json.Nodes.JsonNode answer) => answer["result"]![0]!["ID"]!.ToString();

    /// <summary>Prints what the matching says about its steps; the rest of a change's time is the look at the portal.</summary>
    private sealed class Steps : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Debug) Console.WriteLine("  " + formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }

    private sealed class NoWarning : ICredentialWarning
    {
        public Task SendAsync(CredentialEnding ending, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
