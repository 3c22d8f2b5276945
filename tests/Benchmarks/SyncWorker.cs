using System.Diagnostics;
using System.Globalization;
using DedupPortal.Duplicates;
using DedupPortal.Mirror;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Benchmarks;

/// <summary>
/// A scan by the program itself: the built web program as a worker node that was just started, asked as a person asks. Its reading, and
/// its largest memory when all was read and when the groups were published.
/// </summary>
internal static class SyncWorker
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(int cards)
    {
        await using var postgres = new PostgresCluster();
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "load", "--entities", cards.ToString(CultureInfo.InvariantCulture), "--seed", "1");
        await using var database = await postgres.CreatePortalDatabaseAsync();
        var key = MasterKey.NewText();
        await using var services = SyncBench.Services(database, emulator, limited: false, more => more.AddDuplicates().AddJobStore(provision: false), key);
        var (tenant, portal) = await SyncBench.ConnectAsync(services, emulator);
        using var worker = Start(database, emulator, key);
        try
        {
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, new Actor(null, "Benchmark", MemberRole.Owner));
            var contexts = scope.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>();
            var id = (await scope.ServiceProvider.GetRequiredService<Scans>().StartAsync(portal, CancellationToken.None)).Value;
            var read = await UntilAsync(contexts, id, worker, run => run.Phase > SyncPhase.Reading);
            var peak = SyncBench.Peak(worker.Id);
            var seconds = (read.PhaseStartedAt - read.StartedAt!.Value).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"worker node, just started: {read.RecordsRead} rows in {seconds:F2} s = {read.RecordsRead / seconds:N0} rows/s; peak memory when all was read {peak:N0} MiB"));
            await UntilAsync(contexts, id, worker, run => !run.IsUnfinished);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  peak memory with matching and publishing {SyncBench.Peak(worker.Id):N0} MiB"));
        }
        finally
        {
            worker.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(PostgresDatabase database, EmulatorProcess emulator, string key)
    {
        var start = new ProcessStartInfo("dotnet", EmulatorProcess.FindProgram("DedupPortal.Web")) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in new[]
        {
            ("ConnectionStrings__Portal", database.ApplicationConnectionString), ("Secrets__MasterKey", key), ("Node__Roles", "worker"),
            ("Bitrix24__AllowedEndpoints__0", emulator.Address.Authority), ("Bitrix24__RequestsPerSecond", "100000"), ("Bitrix24__RequestBurst", "100000"),
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Mail__Folder", Path.GetTempPath()),
        })
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task<SyncRun> UntilAsync(IDbContextFactory<PortalDbContext> contexts, SyncRunId id, Process worker, Func<SyncRun, bool> holds)
    {
        while (true)
        {
            await using (var db = await contexts.CreateDbContextAsync())
            {
                var run = await db.Set<SyncRun>().AsNoTracking().SingleAsync(run => run.Id == id);
                if (holds(run)) return run;
                if (!run.IsUnfinished || worker.HasExited) throw new InvalidOperationException($"The scan ended: {run.State} {run.ErrorCode}.");
            }

            await Task.Delay(s_look);
        }
    }
}
