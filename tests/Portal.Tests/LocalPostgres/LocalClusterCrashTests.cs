using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DedupPortal.LocalPostgres;

namespace DedupPortal.Portal.Tests.LocalPostgres;

/// <summary>Nothing here is asked to stop: processes are killed the way an out-of-memory killer does it.</summary>
public sealed class LocalClusterCrashTests : ClusterFolderFixture
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Server_OwnerKilled_StopsByItselfAndNextStartFindsTheRows()
    {
        using var owner = await ClusterOwner.StartAsync(Folder);
        await Sql.AskAsync(owner.ConnectionString, "create table kept as select 42 as answer");

        owner.Kill();

        Assert.True(await Processes.EndsWithinAsync(owner.ServerProcessId, s_patience));
        await using var cluster = await StartAsync();
        Assert.Equal(42, await cluster.AskAsync("select answer from kept"));
    }

    [Fact]
    public async Task Server_OwnerKilledAndAtOnceStartedAgain_FindsTheRows()
    {
        using var owner = await ClusterOwner.StartAsync(Folder);
        await Sql.AskAsync(owner.ConnectionString, "create table kept as select 42 as answer");

        owner.Kill();
        await using var cluster = await StartAsync();

        Assert.NotEqual(owner.ServerProcessId, cluster.ServerProcessId);
        Assert.Equal(42, await cluster.AskAsync("select answer from kept"));
    }

    [Fact]
    public async Task StartAsync_OwnerAndServerKilled_RecoversTheRows()
    {
        using var owner = await ClusterOwner.StartAsync(Folder);
        await Sql.AskAsync(owner.ConnectionString, "create table kept as select 42 as answer");

        owner.Kill();
        if (Processes.Runs(owner.ServerProcessId))
            Processes.Kill(owner.ServerProcessId);
        await using var cluster = await StartAsync();

        Assert.Equal(42, await cluster.AskAsync("select answer from kept"));
    }

    /// <summary>A server that nobody's pipe ends, as after a kill of the watcher: it must be found and stopped.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StartAsync_ServerWithoutOwnerServesTheFolder_StopsItFirst(bool throughLink)
    {
        await (await StartAsync()).DisposeAsync();
        var account = ServerAccount.Needed ? await ServerAccount.FindAsync(Path.Combine(Folder, "data"), Cancellation) : null;
        var binaries = (await PostgresBinaries.FindAsync(BinaryCandidates.For(null), major: null, Cancellation))!;
        var started = await ShortCommand.RunAsync(
            binaries.Program("pg_ctl"),
            ["start", "-w", "-D", Path.Combine(Folder, "data"), "-l", Path.Combine(Folder, "log", "other.log"), "-o", $"-p {FreePort()} -c listen_addresses=127.0.0.1 -c unix_socket_directories="],
            account,
            Cancellation);
        Assert.True(started.Succeeded, started.Output);
        var leftover = PidFile.Read(Path.Combine(Folder, "data", "postmaster.pid"))!.ProcessId;
        var named = throughLink ? Directory.CreateSymbolicLink(Folder + "-link", Folder).FullName : Folder;

        try
        {
            await using var cluster = (await LocalCluster.StartAsync(new LocalClusterOptions { DataFolder = named }, Cancellation)).Require();

            Assert.False(Processes.Runs(leftover));
            Assert.Equal(1, await cluster.AskAsync("select 1"));
        }
        finally
        {
            if (throughLink)
                Directory.Delete(named);
        }
    }

    [Fact]
    public async Task Server_KilledWhileOwnerRuns_IsStartedAgainOnTheSamePort()
    {
        await using var cluster = await StartAsync();
        var before = (cluster.Port, Connection: cluster.SuperuserConnectionString("postgres"), Server: cluster.ServerProcessId);
        await cluster.AskAsync("create table kept as select 42 as answer");

        Processes.Kill(before.Server);

        Assert.True(await Processes.HappensWithinAsync(() => Task.FromResult(cluster.ServerProcessId != before.Server), s_patience));
        Assert.Equal(before.Port, cluster.Port);
        Assert.Equal(42, await Sql.AskAsync(before.Connection, "select answer from kept"));
    }

    [Fact]
    public async Task DisposeAsync_ServerKilledJustBefore_EndsCleanly()
    {
        var cluster = await StartAsync();

        Processes.Kill(cluster.ServerProcessId);
        await cluster.DisposeAsync();

        Assert.False(Processes.Runs(cluster.ServerProcessId));
        await using var next = await StartAsync();
        Assert.Equal(1, await next.AskAsync("select 1"));
    }

    [Fact]
    public async Task StartAsync_PidFileNamesAnUnrelatedProcess_StartsAndLeavesItAlone()
    {
        await (await StartAsync()).DisposeAsync();
        using var stranger = System.Diagnostics.Process.Start("sleep", "60");
        var pid = stranger.Id.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "data", "postmaster.pid"), $"{pid}\n{Folder}/data\n1790000000\n5432\n\n127.0.0.1\n\nready\n", Cancellation);

        await using var cluster = await StartAsync();

        Assert.Equal(1, await cluster.AskAsync("select 1"));
        Assert.True(Processes.Runs(stranger.Id));
        stranger.Kill();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
