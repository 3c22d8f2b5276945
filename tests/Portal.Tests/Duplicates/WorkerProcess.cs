using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace DedupPortal.Portal.Tests.Duplicates;

/// <summary>A worker node in a process of its own that can be killed: this test program, told to run <see cref="WorkerProgram"/> only.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public static WorkerProcess Start(ScanNode node)
    {
        var program = Path.Combine(AppContext.BaseDirectory, typeof(WorkerProcess).Assembly.GetName().Name!);
        string[] arguments = ["-explicit", "only", "-method", $"{typeof(WorkerProgram).FullName}.{nameof(WorkerProgram.RunAsync)}"];
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment[WorkerProgram.DatabaseVariable] = node.Product.Database.ApplicationConnectionString;
        start.Environment[WorkerProgram.EndpointVariable] = node.Emulator.Address.Authority;
        return new WorkerProcess(Process.Start(start)!);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}

/// <summary>Runs only when asked for by name: works until it is killed.</summary>
public sealed class WorkerProgram
{
    internal const string DatabaseVariable = "DEDUP_TEST_WORKER_DATABASE";
    internal const string EndpointVariable = "DEDUP_TEST_WORKER_ENDPOINT";

    [Fact(Explicit = true)]
    public async Task RunAsync()
    {
        var database = Environment.GetEnvironmentVariable(DatabaseVariable);
        var endpoint = Environment.GetEnvironmentVariable(EndpointVariable);
        Assert.SkipWhen(database is null || endpoint is null, "Started by WorkerProcess only.");
        await using var services = ScanNode.Worker(database!, endpoint!);
        await (await services.GetRequiredService<ISchedulerFactory>().GetScheduler()).Start();

        // A worker that nobody kills, because its test died first, ends by itself.
        await Task.Delay(TimeSpan.FromMinutes(2));
    }
}
