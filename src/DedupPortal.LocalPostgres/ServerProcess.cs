using System.Diagnostics;

namespace DedupPortal.LocalPostgres;

/// <summary>One run of the <c>postgres</c> program.</summary>
internal sealed class ServerProcess
{
    /// <summary>
    /// Starts the server so that it cannot outlive its owner. The shell keeps the owner's pipe in a watcher: when the owner
    /// dies in whatever way, the watcher reads the end of the pipe and asks for a fast shutdown. The shell becomes the
    /// server (exec), in a session of its own, so that Ctrl+C in the owner's terminal does not reach the server before the
    /// owner has finished its work. A parent-death signal would not do: it follows the thread that started the child.
    /// </summary>
    private const string Watchdog =
        """
        log=$1; shift
        exec 3<&0
        ( trap '' INT HUP TERM; ( read -r word <&3; [ "$word" = ended ] || kill -INT $$ 2>/dev/null ) >/dev/null 2>&1 & )
        exec 3<&- </dev/null >>"$log" 2>&1
        if command -v setsid >/dev/null; then exec setsid "$@"; fi
        if command -v perl >/dev/null; then exec perl -MPOSIX=setsid -e 'setsid; exec @ARGV' "$@"; fi
        exec "$@"
        """;

    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ClusterFolder _folder;
    private readonly PostgresBinaries _binaries;
    private readonly ServerAccount? _account;
    private bool _stopped;

    private ServerProcess(Process process, ClusterFolder folder, PostgresBinaries binaries, ServerAccount? account) =>
        (_process, _folder, _binaries, _account, Id) = (process, folder, binaries, account, process.Id);

    public int Id { get; }

    /// <summary>Starts the server and waits until it accepts connections; null when it ended or did not get ready in time.</summary>
    public static async Task<ServerProcess?> StartAsync(
        ClusterFolder folder,
        PostgresBinaries binaries,
        ServerAccount? account,
        int port,
        LocalClusterOptions options,
        CancellationToken cancellationToken)
    {
        if (File.Exists(folder.LogFile))
            File.Move(folder.LogFile, folder.LogFile + ".previous", overwrite: true);

        var arguments = ServerSettings.Arguments(folder.Cluster, port, options.Throwaway);
        if (OperatingSystem.IsWindows())
            return await StartOnWindowsAsync(folder, binaries, arguments, options.StartTimeout, cancellationToken);

        var start = ShortCommand.Prepare(
            "/bin/sh", ["-c", Watchdog, "postgres-watch", folder.LogFile, binaries.Program("postgres"), .. arguments], account);
        start.RedirectStandardInput = true;
        var server = new ServerProcess(Process.Start(start)!, folder, binaries, account);
        try
        {
            if (await server.BecomesReadyAsync(options.StartTimeout, cancellationToken))
                return server;
        }
        catch (OperationCanceledException)
        {
            await server.StopAsync();
            throw;
        }

        await server.StopAsync();
        return null;
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Fast shutdown: open transactions are rolled back, what is committed is written. Harsher when that takes too long.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
            return;

        _stopped = true;
        if (_process.StartInfo.RedirectStandardInput)
            await ReleaseWatcherAsync();
        else if (!_process.HasExited)
            await LeftoverServer.StopAsync(_folder, _binaries, _account, "fast", CancellationToken.None);

        if (!await ExitsWithinAsync(s_stopPatience))
        {
            await LeftoverServer.StopAsync(_folder, _binaries, _account, "immediate", CancellationToken.None);
            if (!await ExitsWithinAsync(s_stopPatience))
                _process.Kill();
        }

        _process.Dispose();
    }

    // On Windows pg_ctl gives up administrator rights before it starts the server, which postgres.exe insists on. There is
    // no watchdog: the server of a killed owner is found and stopped by the next start.
    private static async Task<ServerProcess?> StartOnWindowsAsync(
        ClusterFolder folder, PostgresBinaries binaries, IEnumerable<string> arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var serverOptions = string.Join(' ', arguments.Skip(2).Select(argument => $"\"{argument}\""));
        var start = ShortCommand.Prepare(
            binaries.Program("pg_ctl"),
            ["start", "-D", folder.Cluster, "-l", folder.LogFile, "-W", "-o", serverOptions],
            account: null);
        using (var starter = Process.Start(start)!)
            await starter.WaitForExitAsync(cancellationToken);

        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < timeout)
        {
            if (PidFile.Read(folder.PidFile) is { Ready: true } pid)
                return new ServerProcess(Process.GetProcessById(pid.ProcessId), folder, binaries, account: null);
            await Task.Delay(20, cancellationToken);
        }

        await LeftoverServer.StopAsync(folder, binaries, account: null, "immediate", cancellationToken);
        return null;
    }

    private async Task<bool> BecomesReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        while (!_process.HasExited && Stopwatch.GetElapsedTime(since) < timeout)
        {
            if (PidFile.Read(_folder.PidFile) is { Ready: true } pid && pid.ProcessId == _process.Id)
                return true;
            await Task.Delay(10, cancellationToken);
        }

        return false;
    }

    private async Task<bool> ExitsWithinAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ReleaseWatcherAsync()
    {
        try
        {
            // The number of a server that has ended may be another program's by now: the watcher must not signal it.
            if (_process.HasExited)
                await _process.StandardInput.WriteLineAsync("ended");
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The watcher is gone, and with it the only reader of the pipe: nothing is left to tell.
        }
    }
}
