using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DedupPortal.LocalPostgres;

/// <summary>
/// A running private PostgreSQL cluster. It stops with <see cref="DisposeAsync"/> or with the program, however the program
/// ends; a server that dies while the program runs is started again on the same port.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    internal const string Superuser = "postgres";

    private const int StartAttempts = 5;

    private readonly ClusterFolder _folder;
    private readonly PostgresBinaries _binaries;
    private readonly ServerAccount? _account;
    private readonly LocalClusterOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _password;
    private readonly Task _supervision;
    private ServerProcess _server;
    private int _disposed;

    private LocalCluster(
        ClusterFolder folder, PostgresBinaries binaries, ServerAccount? account, LocalClusterOptions options, ServerProcess server, int port, string password)
    {
        (_folder, _binaries, _account, _options, _server, Port, _password) = (folder, binaries, account, options, server, port, password);
        _supervision = SuperviseAsync(_stopping.Token);
    }

    /// <summary>Port on 127.0.0.1; another one at every start.</summary>
    public int Port { get; }

    public string DataFolder => _folder.Root;

    public int MajorVersion => _binaries.Major;

    /// <summary>Process id of the running server.</summary>
    public int ServerProcessId => _server.Id;

    /// <summary>
    /// Creates the cluster when the folder has none, clears what an earlier run left, and starts the server. Takes about a
    /// second the first time and 50–200 ms afterwards. Expected obstacles come back as <see cref="LocalClusterStart.Failed"/>.
    /// </summary>
    public static async Task<LocalClusterStart> StartAsync(LocalClusterOptions options, CancellationToken cancellationToken = default)
    {
        var root = RealPath.Of(options.DataFolder);
        ServerAccount? account = null;
        if (ServerAccount.Needed)
        {
            account = await ServerAccount.FindAsync(Path.Combine(root, "data"), cancellationToken);
            if (account is null)
                return new LocalClusterStart.Failed(new LocalClusterError.NoServerAccount(ServerAccount.Names));
        }

        ClusterFolder? folder = null;
        LocalCluster? cluster = null;
        try
        {
            folder = ClusterFolder.TryLock(root, account);
            if (folder is null)
                return new LocalClusterStart.Failed(new LocalClusterError.FolderInUse(root));

            var start = await StartLockedAsync(folder, account, options with { DataFolder = root }, cancellationToken);
            cluster = (start as LocalClusterStart.Started)?.Cluster;
            return start;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new LocalClusterStart.Failed(new LocalClusterError.FolderNotUsable(root, refused.Message));
        }
        finally
        {
            if (cluster is null)
                folder?.Dispose();
        }
    }

    /// <summary>Connection string of the cluster's superuser for a database that exists; <c>postgres</c> always does.</summary>
    public string SuperuserConnectionString(string database) => ConnectionString(Superuser, _password, database);

    internal string ConnectionString(string role, string password, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = role,
            Password = password,
            Database = database,
        }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        await _stopping.CancelAsync();
        await _supervision;
        await _server.StopAsync();
        _stopping.Dispose();
        if (_options.Throwaway)
            Directory.Delete(_folder.Root, recursive: true);
        _folder.Dispose();
        _options.Logger.LogInformation("PostgreSQL in {Folder} is stopped", _folder.Root);
    }

    private static async Task<LocalClusterStart> StartLockedAsync(
        ClusterFolder folder, ServerAccount? account, LocalClusterOptions options, CancellationToken cancellationToken)
    {
        if (account is not null && !await account.CanEnterAsync(folder.Root, cancellationToken))
        {
            return new LocalClusterStart.Failed(new LocalClusterError.FolderNotUsable(
                folder.Root, $"the account {account.Name}, which runs the server for root, may not enter it. Choose a folder below /var/lib."));
        }

        var major = folder.MajorVersion;
        var candidates = BinaryCandidates.For(options.BinDirectory);
        if (await PostgresBinaries.FindAsync(candidates, major, cancellationToken) is not { } binaries)
        {
            return new LocalClusterStart.Failed(major is { } needed
                ? new LocalClusterError.VersionNotFound(folder.Root, needed, candidates)
                : new LocalClusterError.BinariesNotFound(candidates));
        }

        var since = Stopwatch.GetTimestamp();
        await folder.CreateForServerAsync("log", cancellationToken);
        var obstacle = await ClusterInitializer.EnsureAsync(folder, binaries, account, options.Throwaway, cancellationToken)
            ?? await LeftoverServer.ClearAsync(folder, binaries, account, options.Logger, cancellationToken);
        if (obstacle is not null)
            return new LocalClusterStart.Failed(obstacle);

        var password = await folder.ReadPasswordAsync(cancellationToken);
        for (var attempt = 1; attempt <= StartAttempts; attempt++)
        {
            // Between the choice of a free port and its use another program may take it: then another port is tried.
            var port = FreePort();
            if (await ServerProcess.StartAsync(folder, binaries, account, port, options, cancellationToken) is { } server)
            {
                options.Logger.LogInformation(
                    "PostgreSQL {Major} from {Binaries} serves {Folder} on port {Port} after {Milliseconds} ms",
                    binaries.Major, binaries.Directory, folder.Root, port, (int)Stopwatch.GetElapsedTime(since).TotalMilliseconds);
                return new LocalClusterStart.Started(new LocalCluster(folder, binaries, account, options, server, port, password));
            }

            if (!ServerLog.TellsOfTakenPort(folder.LogFile))
                break;
        }

        return new LocalClusterStart.Failed(new LocalClusterError.ServerDidNotStart(folder.LogFile, ServerLog.Tail(folder.LogFile)));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task SuperviseAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await _server.WaitForExitAsync(stopping);
                _options.Logger.LogError("PostgreSQL in {Folder} ended unexpectedly and is started again", _folder.Root);
                await _server.StopAsync();
                if (!await RestartAsync(stopping))
                {
                    _options.Logger.LogCritical(
                        "PostgreSQL in {Folder} cannot be started again; its log ends with: {Log}", _folder.Root, ServerLog.Tail(_folder.LogFile));
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The cluster is being disposed.
        }
    }

    private async Task<bool> RestartAsync(CancellationToken stopping)
    {
        for (var attempt = 1; attempt <= StartAttempts; attempt++)
        {
            var obstacle = await LeftoverServer.ClearAsync(_folder, _binaries, _account, _options.Logger, stopping);
            if (obstacle is null
                && await ServerProcess.StartAsync(_folder, _binaries, _account, Port, _options, stopping) is { } server)
            {
                _server = server;
                return true;
            }

            await Task.Delay(TimeSpan.FromSeconds(attempt), stopping);
        }

        return false;
    }
}
