namespace DedupPortal.LocalPostgres;

/// <summary>Creates the cluster in its folder, whole or not at all.</summary>
internal static class ClusterInitializer
{
    private const string Unfinished = "data.new-";

    public static async Task<LocalClusterError?> EnsureAsync(
        ClusterFolder folder, PostgresBinaries binaries, ServerAccount? account, bool throwaway, CancellationToken cancellationToken)
    {
        foreach (var abandoned in Directory.GetDirectories(folder.Root, Unfinished + "*"))
            Directory.Delete(abandoned, recursive: true);
        if (folder.MajorVersion is not null)
            return null;

        // initdb writes PG_VERSION early: killed half-way it would leave a folder that looks like a cluster. So it works
        // beside the final place, and a rename makes the result visible at once.
        await folder.CreatePasswordAsync(cancellationToken);
        var target = await folder.CreateForServerAsync(Unfinished + Path.GetRandomFileName(), cancellationToken);
        var outcome = await ShortCommand.RunAsync(
            binaries.Program("initdb"), Arguments(target, folder.PasswordFile, throwaway), account, cancellationToken);
        if (!outcome.Succeeded)
            return new LocalClusterError.CommandFailed("initdb", outcome.Output);

        Directory.Move(target, folder.Cluster);
        return null;
    }

    private static IEnumerable<string> Arguments(string target, string passwordFile, bool throwaway) =>
    [
        "-D", target, "-U", LocalCluster.Superuser, "--pwfile", passwordFile, "-E", "UTF8",
        "--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--no-instructions",
        .. Locale(),
        .. throwaway ? new[] { "--no-sync" } : [],
    ];

    // lower(), ILIKE and trigrams must know Cyrillic. C.UTF-8 does and is everywhere on Linux; macOS and Windows have no
    // such locale, but their builds of PostgreSQL carry ICU.
    private static string[] Locale() =>
        OperatingSystem.IsLinux() ? ["--locale=C.UTF-8"] : ["--locale=C", "--locale-provider=icu", "--icu-locale=und"];
}
