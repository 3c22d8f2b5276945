using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DedupPortal.LocalPostgres;

/// <summary>
/// Clears what a killed program or a killed server left in the folder: a server without an owner is stopped, a pid file
/// without a server is removed.
/// </summary>
internal static class LeftoverServer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task<LocalClusterError?> ClearAsync(
        ClusterFolder folder, PostgresBinaries binaries, ServerAccount? account, ILogger logger, CancellationToken cancellationToken)
    {
        if (PidFile.Read(folder.PidFile) is not { } pid)
            return null;

        if (IsServerOf(pid, folder.Cluster))
        {
            logger.LogWarning("A PostgreSQL server left over in {Folder} (process {ProcessId}) is stopped", folder.Root, pid.ProcessId);
            var stopped = await StopAsync(folder, binaries, account, "fast", cancellationToken);
            if (!stopped.Succeeded)
                stopped = await StopAsync(folder, binaries, account, "immediate", cancellationToken);
            if (!stopped.Succeeded && IsServerOf(pid, folder.Cluster))
                return new LocalClusterError.CommandFailed("pg_ctl stop", stopped.Output);
        }

        await StopOrphansAsync(folder.Cluster, cancellationToken);

        // After a restart of the machine or of a container the old number may belong to any program, and PostgreSQL would
        // refuse to start because of it. On Linux it is known for certain that nobody serves this folder any more.
        if (OperatingSystem.IsLinux())
            File.Delete(folder.PidFile);
        return null;
    }

    public static Task<ShortCommand.Outcome> StopAsync(
        ClusterFolder folder, PostgresBinaries binaries, ServerAccount? account, string mode, CancellationToken cancellationToken) =>
        ShortCommand.RunAsync(
            binaries.Program("pg_ctl"),
            ["stop", "-D", folder.Cluster, "-m", mode, "-w", "-t", s_patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)],
            account,
            cancellationToken);

    private static bool IsServerOf(PidFile pid, string cluster)
    {
        // A server's working folder is its data folder, so Linux answers exactly.
        if (OperatingSystem.IsLinux())
            return WorksIn(pid.ProcessId, cluster);

        try
        {
            using var process = Process.GetProcessById(pid.ProcessId);
            return process.ProcessName == "postgres"
                && (process.StartTime.ToUniversalTime() - pid.StartedAt.UtcDateTime).Duration() < TimeSpan.FromSeconds(30);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Backends that outlive a killed postmaster notice it soon, but not in the midst of a computation; until then nobody can start.</summary>
    private static async Task StopOrphansAsync(string cluster, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            return;

        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < s_patience)
        {
            var orphans = Directory.GetDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id => id > 0 && WorksIn(id, cluster))
                .ToList();
            if (orphans.Count == 0)
                return;

            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(2))
                orphans.ForEach(Kill);
            await Task.Delay(50, cancellationToken);
        }
    }

    private static bool WorksIn(int processId, string folder)
    {
        try
        {
            return string.Equals(
                Directory.ResolveLinkTarget($"/proc/{processId}/cwd", returnFinalTarget: false)?.FullName,
                folder,
                StringComparison.Ordinal);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Gone, a zombie, or another user's: not ours in any case.
            return false;
        }
    }

    private static void Kill(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended by itself in the meantime.
        }
    }
}
