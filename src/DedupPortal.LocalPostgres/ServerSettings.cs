using System.Globalization;

namespace DedupPortal.LocalPostgres;

/// <summary>What the private server is told on its command line.</summary>
internal static class ServerSettings
{
    private static readonly string[] s_always =
    [
        "listen_addresses=127.0.0.1",
        // TCP with a password is the same on every system; a socket path has a length limit and other rights.
        "unix_socket_directories=",
        "timezone=UTC",
        "log_timezone=UTC",
        "lc_messages=C",
        // The log must not hold what customers typed: no statement text, no "Key (phone)=(...) already exists".
        "log_min_error_statement=panic",
        "log_error_verbosity=terse",
        "log_checkpoints=off",
        "max_connections=200",
    ];

    private static readonly string[] s_throwaway =
    [
        "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
        "autovacuum=off", "shared_buffers=128MB", "max_wal_size=4GB", "checkpoint_timeout=1h",
    ];

    public static IEnumerable<string> Arguments(string cluster, int port, bool throwaway) =>
    [
        "-D", cluster,
        "-p", port.ToString(CultureInfo.InvariantCulture),
        .. (throwaway ? [.. s_always, .. s_throwaway] : s_always).SelectMany(setting => new[] { "-c", setting }),
    ];
}
