using System.Diagnostics;

namespace DedupPortal.Portal.Tests.LocalPostgres;

internal static class Processes
{
    public static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }

    public static bool Runs(int processId)
    {
        // A zombie has ended: only its parent has not asked for the exit code yet.
        var stat = $"/proc/{processId}/stat";
        try
        {
            return !File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static async Task<bool> EndsWithinAsync(int processId, TimeSpan patience) =>
        await HappensWithinAsync(() => Task.FromResult(!Runs(processId)), patience);

    public static async Task<bool> HappensWithinAsync(Func<Task<bool>> condition, TimeSpan patience)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(since) > patience)
                return false;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return true;
    }
}
