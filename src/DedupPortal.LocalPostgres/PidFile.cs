using System.Globalization;

namespace DedupPortal.LocalPostgres;

/// <summary>
/// <c>postmaster.pid</c>: process id, folder, start time (Unix seconds), port, socket folder, address, shared memory, state.
/// https://www.postgresql.org/docs/current/storage-file-layout.html
/// </summary>
internal sealed record PidFile(int ProcessId, DateTimeOffset StartedAt, bool Ready)
{
    /// <summary>Null when there is no such file or the server is still writing it.</summary>
    public static PidFile? Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return null;
        }

        return lines.Length >= 3
            && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var processId)
            && long.TryParse(lines[2], CultureInfo.InvariantCulture, out var started)
            ? new PidFile(processId, DateTimeOffset.FromUnixTimeSeconds(started), lines.Length >= 8 && lines[7].Trim() == "ready")
            : null;
    }
}
