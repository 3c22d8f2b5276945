namespace DedupPortal.LocalPostgres;

/// <summary>The system user that the server runs as when this program runs as root, because PostgreSQL refuses root.</summary>
internal sealed record ServerAccount(string Name)
{
    public static IReadOnlyList<string> Names { get; } = ["postgres", "_postgres", "nobody"];

    public static bool Needed => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>The account that owns an existing cluster, because only its owner may open it; else the first that exists.</summary>
    public static async Task<ServerAccount?> FindAsync(string cluster, CancellationToken cancellationToken)
    {
        if (Directory.Exists(cluster))
        {
            // ls and not stat: its third column is the owner on every Unix.
            var listed = await ShortCommand.RunAsync("ls", ["-ld", cluster], account: null, cancellationToken);
            if (listed.Succeeded && listed.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, not "root", ..] columns)
                return new ServerAccount(columns[2]);
        }

        foreach (var name in Names)
        {
            if ((await ShortCommand.RunAsync("id", ["-u", name], account: null, cancellationToken)).Succeeded)
                return new ServerAccount(name);
        }

        return null;
    }

    public async Task TakeAsync(string path, CancellationToken cancellationToken)
    {
        var outcome = await ShortCommand.RunAsync("chown", [Name, path], account: null, cancellationToken);
        if (!outcome.Succeeded)
            throw new IOException(outcome.Output);
    }

    /// <summary>Whether the account may enter the folder; every folder above it must let it pass.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken) =>
        (await ShortCommand.RunAsync("/bin/sh", ["-c", "cd -- \"$1\"", "sh", folder], this, cancellationToken)).Succeeded;
}
