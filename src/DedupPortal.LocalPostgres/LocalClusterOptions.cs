using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DedupPortal.LocalPostgres;

/// <summary>Where a private cluster lives and how it is run.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>Folder of the cluster; created when missing, never inside a repository. One running program per folder.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Folder that holds <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>. Null: the usual places are searched.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>A cluster for tests: nothing is flushed to disk, and the folder is deleted when the cluster is disposed.</summary>
    public bool Throwaway { get; init; }

    /// <summary>Longest wait for the server to accept connections, crash recovery included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>
    /// The folder for a program that was given none: <c>/var/lib/&lt;name&gt;/postgres</c> for root (the server's own
    /// account cannot enter root's home), else below the user's local application folder.
    /// </summary>
    public static string DefaultDataFolder(string name) =>
        !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess
            ? Path.Combine("/var/lib", name, "postgres")
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
                name,
                "postgres");
}
