using System.Diagnostics;
using System.Globalization;
using DedupPortal.LocalPostgres;

namespace DedupPortal.Portal.Tests.LocalPostgres;

/// <summary>Another process that owns a cluster and can be killed: this test program, told to run <see cref="ClusterOwnerProgram"/> only.</summary>
internal sealed class ClusterOwner : IDisposable
{
    private readonly Process _process;

    private ClusterOwner(Process process, int serverProcessId, string connectionString) =>
        (_process, ServerProcessId, ConnectionString) = (process, serverProcessId, connectionString);

    public int ServerProcessId { get; }

    public string ConnectionString { get; }

    public static async Task<ClusterOwner> StartAsync(string folder)
    {
        var program = Path.Combine(AppContext.BaseDirectory, typeof(ClusterOwner).Assembly.GetName().Name!);
        string[] arguments = ["-explicit", "only", "-method", $"{typeof(ClusterOwnerProgram).FullName}.{nameof(ClusterOwnerProgram.RunAsync)}"];
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment[ClusterOwnerProgram.FolderVariable] = folder;
        var process = Process.Start(start)!;

        while (!File.Exists(folder + ClusterOwnerProgram.ReadySuffix))
        {
            if (process.HasExited)
                throw new InvalidOperationException(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var lines = await File.ReadAllLinesAsync(folder + ClusterOwnerProgram.ReadySuffix, TestContext.Current.CancellationToken);
        File.Delete(folder + ClusterOwnerProgram.ReadySuffix);
        return new ClusterOwner(process, int.Parse(lines[0], CultureInfo.InvariantCulture), lines[1]);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}

/// <summary>Runs only when asked for by name: starts a cluster and waits to be killed.</summary>
public sealed class ClusterOwnerProgram
{
    internal const string FolderVariable = "DEDUP_TEST_CLUSTER_FOLDER";
    internal const string ReadySuffix = ".ready";

    [Fact(Explicit = true)]
    public async Task RunAsync()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        var cluster = (await LocalCluster.StartAsync(new LocalClusterOptions { DataFolder = folder })).Require();
        var unfinished = folder + ".unfinished";
        await File.WriteAllLinesAsync(
            unfinished, [cluster.ServerProcessId.ToString(CultureInfo.InvariantCulture), cluster.SuperuserConnectionString("postgres")]);
        File.Move(unfinished, folder + ReadySuffix);

        await Task.Delay(Timeout.Infinite);
    }
}
