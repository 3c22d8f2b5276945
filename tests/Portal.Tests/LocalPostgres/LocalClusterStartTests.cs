using DedupPortal.LocalPostgres;
using Npgsql;

namespace DedupPortal.Portal.Tests.LocalPostgres;

public sealed class LocalClusterStartTests : ClusterFolderFixture
{
    [Fact]
    public async Task StartAsync_EmptyFolder_ServesDatabaseThatKnowsCyrillic()
    {
        await using var cluster = await StartAsync();

        var answer = await cluster.AskAsync("select lower('ЁЛКА') || case when 'Иванов' ilike 'ИВАН%' then '!' end");

        Assert.Equal("ёлка!", answer);
    }

    [Fact]
    public async Task StartAsync_AfterDispose_FindsEverythingAsItWas()
    {
        int firstServer;
        await using (var first = await StartAsync())
        {
            firstServer = first.ServerProcessId;
            await first.AskAsync("create table kept as select 42 as answer");
        }

        await using var second = await StartAsync();

        Assert.False(Processes.Runs(firstServer));
        Assert.Equal(42, await second.AskAsync("select answer from kept"));
    }

    [Fact]
    public async Task StartAsync_WrongPassword_IsRefused()
    {
        await using var cluster = await StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(cluster.SuperuserConnectionString("postgres")) { Password = "guess" };

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Sql.AskAsync(wrong.ConnectionString, "select 1"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task StartAsync_EmptyFolder_KeepsPasswordWhereOnlyTheOwnerReads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var cluster = await StartAsync();
        var password = new NpgsqlConnectionStringBuilder(cluster.SuperuserConnectionString("postgres")).Password;

        var files = Directory.GetFiles(Folder, "*.password");

        Assert.Equal(password, await File.ReadAllTextAsync(Assert.Single(files), Cancellation));
#pragma warning disable CA1416 // skipped on Windows above
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files[0]));
#pragma warning restore CA1416
    }

    [Fact]
    public async Task StartAsync_Always_ListensOnLoopbackOnly()
    {
        await using var cluster = await StartAsync();

        Assert.Equal("127.0.0.1", await cluster.AskAsync("show listen_addresses"));
        Assert.Equal("", await cluster.AskAsync("show unix_socket_directories"));
    }

    [Fact]
    public async Task StartAsync_FolderOfRunningCluster_FailsWithFolderInUse()
    {
        await using var first = await StartAsync();

        var error = await FailAsync(new LocalClusterOptions { DataFolder = Folder });

        Assert.Equal(new LocalClusterError.FolderInUse(Folder), error);
        Assert.Equal(1, await first.AskAsync("select 1"));
    }

    [Fact]
    public async Task StartAsync_NoBinaries_NamesWhatToInstallOrSet()
    {
        var empty = Path.Combine(Folder, "no-postgres-here");

        var error = await FailAsync(new LocalClusterOptions { DataFolder = Folder, BinDirectory = empty });

        Assert.Equal([empty], Assert.IsType<LocalClusterError.BinariesNotFound>(error).Searched);
        Assert.Contains("Install it with", error.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings:Portal", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_ClusterOfAnotherMajorVersion_FailsWithVersionNotFound()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "data", "PG_VERSION"), "99\n", Cancellation);

        var error = await FailAsync(new LocalClusterOptions { DataFolder = Folder });

        Assert.Equal(99, Assert.IsType<LocalClusterError.VersionNotFound>(error).Major);
    }

    [Fact]
    public async Task StartAsync_FolderIsAFile_FailsWithFolderNotUsable()
    {
        await File.WriteAllTextAsync(Folder, "not a folder", Cancellation);
        try
        {
            var error = await FailAsync(new LocalClusterOptions { DataFolder = Folder });

            Assert.IsType<LocalClusterError.FolderNotUsable>(error);
        }
        finally
        {
            File.Delete(Folder);
        }
    }

    [Fact]
    public async Task StartAsync_BrokenSettings_FailsWithTheServersOwnWords()
    {
        await (await StartAsync()).DisposeAsync();
        await File.AppendAllTextAsync(Path.Combine(Folder, "data", "postgresql.conf"), "work_mem = 'plenty'\n", Cancellation);

        var error = await FailAsync(new LocalClusterOptions { DataFolder = Folder });

        Assert.Contains("work_mem", Assert.IsType<LocalClusterError.ServerDidNotStart>(error).LogTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_Cancelled_LeavesNoServerAndNoLock()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => LocalCluster.StartAsync(new LocalClusterOptions { DataFolder = Folder }, impatient.Token));

        await using var cluster = await StartAsync();
        Assert.Equal(1, await cluster.AskAsync("select 1"));
        Assert.Empty(Directory.GetDirectories(Folder, "data.new-*"));
    }

    [Fact]
    public async Task DisposeAsync_Throwaway_DeletesTheFolder()
    {
        var options = new LocalClusterOptions { DataFolder = Folder, Throwaway = true };
        var cluster = (await LocalCluster.StartAsync(options, Cancellation)).Require();
        Assert.Equal("off", await cluster.AskAsync("show fsync"));

        await cluster.DisposeAsync();

        Assert.False(Directory.Exists(Folder));
    }
}
