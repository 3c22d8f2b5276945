using System.Globalization;

namespace DedupPortal.Testing;

/// <summary>Where the throwaway clusters lie: in memory when there is room, else in the temporary folder.</summary>
internal static class PostgresFolder
{
    private const string Prefix = "dedup-tests-";
    private const string Memory = "/dev/shm";

    // A cluster has 41 MB and each migrated database some 13 MB; a small container gives /dev/shm only 64 MB.
    private const long RoomNeeded = 1L << 30;

    public static string Next()
    {
        var parent = Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > RoomNeeded ? Memory : Path.GetTempPath();
        RemoveAbandoned(parent);
        return Path.Combine(
            parent, Prefix + Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N")[..8]);
    }

    /// <summary>A killed test run cannot delete its cluster; the next run does. The lock says whether somebody still uses it.</summary>
    private static void RemoveAbandoned(string parent)
    {
        foreach (var folder in Directory.GetDirectories(parent, Prefix + "*"))
        {
            var lockFile = Path.Combine(folder, "owner.lock");
            if (!File.Exists(lockFile))
                continue;

            try
            {
                using (new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    Directory.Delete(folder, recursive: true);
            }
            catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
            {
                // Another run's, or its server is just ending: the next run tries again.
            }
        }
    }
}
