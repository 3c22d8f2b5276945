using System.ComponentModel;
using System.Diagnostics;

namespace DedupPortal.LocalPostgres;

/// <summary>Runs a program to its end and gives its exit code with everything it printed.</summary>
internal static class ShortCommand
{
    public sealed record Outcome(int ExitCode, string Output)
    {
        public bool Succeeded => ExitCode == 0;
    }

    /// <summary>A program that cannot be started at all is an outcome too (exit code 127), not an exception.</summary>
    public static async Task<Outcome> RunAsync(
        string program, IEnumerable<string> arguments, ServerAccount? account, CancellationToken cancellationToken)
    {
        var start = Prepare(program, arguments, account);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception notStarted)
        {
            return new Outcome(127, notStarted.Message);
        }

        using (process)
        {
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
                var errors = process.StandardError.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                return new Outcome(process.ExitCode, ((await output).Trim() + "\n" + (await errors).Trim()).Trim());
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }

    public static ProcessStartInfo Prepare(string program, IEnumerable<string> arguments, ServerAccount? account)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            // The caller's folder may be closed to the server's account; everything is passed as an absolute path.
            WorkingDirectory = Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } root ? root : "/",
        };
        if (account is not null)
            start.UserName = account.Name;

        // PGDATA, PGPORT, PGOPTIONS and the like of the caller's shell must not reach the private server.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
