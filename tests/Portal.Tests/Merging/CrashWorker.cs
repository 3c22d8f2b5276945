using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Globalization;
using DedupPortal.Audit;
using DedupPortal.Merging;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>
/// An executor in a process of its own that ends itself by SIGKILL at a given moment: this test program, told to run
/// <see cref="CrashProgram"/> only. It is warm before it is told what to do, so the next one can be started meanwhile.
/// </summary>
internal sealed class CrashWorker : IDisposable
{
    private readonly Process _process;

    private CrashWorker(Process process) => _process = process;

    public static CrashWorker Start(MergeBench bench)
    {
        var program = Path.Combine(AppContext.BaseDirectory, typeof(CrashWorker).Assembly.GetName().Name!);
        string[] arguments = ["-explicit", "only", "-method", $"{typeof(CrashProgram).FullName}.{nameof(CrashProgram.RunAsync)}", "-noColor", "-noLogo"];
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[CrashProgram.DatabaseVariable] = bench.Product.Database.ApplicationConnectionString;
        start.Environment[CrashProgram.EndpointVariable] = bench.Emulator.Address.Authority;
        start.Environment[CrashProgram.KeyVariable] = MergeBench.MasterKeyText;
        return new CrashWorker(Process.Start(start)!);
    }

    /// <summary>Executes the run and dies at the moment; 0 never. Returns what the worker said last: how many moments there were, or at which it died.</summary>
    public async Task<string> ExecuteAsync(MergeBench bench, MergeId run, int moment)
    {
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{bench.Agency.Id.Value} {run} {moment}"));
        await _process.StandardInput.FlushAsync();
        var said = "";
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith(CrashProgram.Mark, StringComparison.Ordinal)) said = line[CrashProgram.Mark.Length..];
        await _process.WaitForExitAsync();
        return said;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}

/// <summary>Runs only when asked for by name.</summary>
public sealed class CrashProgram
{
    internal const string DatabaseVariable = "DEDUP_TEST_CRASH_DATABASE";
    internal const string EndpointVariable = "DEDUP_TEST_CRASH_ENDPOINT";
    internal const string KeyVariable = "DEDUP_TEST_CRASH_KEY";
    internal const string Mark = "crash: ";

    [Fact(Explicit = true)]
    public async Task RunAsync()
    {
        var database = Environment.GetEnvironmentVariable(DatabaseVariable);
        Assert.SkipWhen(database is null, "Started by CrashWorker only.");
        using var moments = new Moments();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStorage(database!);
        services.AddAudit();
        MergeBench.AddFeatures(services, new MasterKey(Environment.GetEnvironmentVariable(KeyVariable)!), Environment.GetEnvironmentVariable(EndpointVariable)!);
        services.AddSingleton<IMergeQueue, MergeBench.KeptQueue>();
        services.AddMerging();
        services.AddSingleton(provider =>
            new DbContextOptionsBuilder<PortalDbContext>(StorageSetup.Options(provider.GetRequiredService<NpgsqlDataSource>())).AddInterceptors(moments).Options);
        await using var provider = services.BuildServiceProvider();
        await WarmAsync(provider);
        // Nobody asks any more when the test has ended.
        if (await Console.In.ReadLineAsync() is not { } order) return;
        var parts = order.Split(' ');
        var (tenant, run) = (new TenantId(Guid.Parse(parts[0])), new MergeId(Guid.Parse(parts[1])));
        moments.Arm(int.Parse(parts[2], CultureInfo.InvariantCulture));
        for (var round = 0; round < 40; round++)
        {
            await using var scope = provider.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, Actor.System);
            if (await scope.ServiceProvider.GetRequiredService<MergeExecutor>().RunAsync(run, CancellationToken.None) is null) break;
            await Task.Delay(20);
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Mark}{moments.Count}"));
    }

    private static async Task WarmAsync(ServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(TenantId.New(), Actor.System);
        Assert.Null(await scope.ServiceProvider.GetRequiredService<MergeQueries>().FindAsync(MergeId.New(), CancellationToken.None));
    }

    /// <summary>
    /// Counts the moments that differ: before each call, after its answer came and before anybody read it, before each commit, after it.
    /// At the armed one the process is killed by the operating system: no finally, no flush.
    /// </summary>
    private sealed class Moments : DbTransactionInterceptor, IDisposable
    {
        private readonly Calls _calls;
        private int _count;
        private int _deadly;
        private bool _armed;

        public Moments() => _calls = new Calls(this);

        public int Count => _count;

        public void Arm(int moment) => (_deadly, _armed) = (moment, true);

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            Pass("before a commit");
            return new ValueTask<InterceptionResult>(result);
        }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Pass("after a commit");
            return Task.CompletedTask;
        }

        public void Dispose() => _calls.Dispose();

        public void Pass(string what)
        {
            if (!_armed || ++_count != _deadly) return;
            Console.Out.WriteLine($"{Mark}died at {_count}, {what}");
            Console.Out.Flush();
            using var self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }

    /// <summary>Hears of each HTTP call on the thread that makes it.</summary>
    private sealed class Calls(Moments moments) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Net.Http") EnableEvents(eventSource, EventLevel.Informational);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "RequestStart") moments.Pass("before a call");
            if (eventData.EventName == "RequestStop") moments.Pass("after a call, its answer lost");
        }
    }
}
