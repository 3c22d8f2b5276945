namespace DedupPortal.LocalPostgres;

/// <summary>Why a private cluster cannot be had on this machine. <see cref="Message"/> is meant for the person who starts the program.</summary>
public abstract record LocalClusterError
{
    private LocalClusterError()
    {
    }

    public abstract string Message { get; }

    /// <summary>No usable PostgreSQL was found. Names what to install on this operating system and what to set instead.</summary>
    public sealed record BinariesNotFound(IReadOnlyList<string> Searched) : LocalClusterError
    {
        public override string Message =>
            $"No PostgreSQL {PostgresBinaries.OldestMajor} or later was found. {InstallAdvice.ForThisSystem} Or set "
            + "Embedded:PostgresBinaries to the folder that holds postgres, initdb and pg_ctl, or set ConnectionStrings:Portal "
            + $"to a running server. Searched: {string.Join(", ", Searched)}.";
    }

    /// <summary>The folder was created by a major version that is not installed; a cluster opens only with its own.</summary>
    public sealed record VersionNotFound(string Folder, int Major, IReadOnlyList<string> Searched) : LocalClusterError
    {
        public override string Message =>
            $"The cluster in {Folder} was created by PostgreSQL {Major}, which was not found. Install PostgreSQL {Major}, or set "
            + $"Embedded:PostgresBinaries to it. Searched: {string.Join(", ", Searched)}.";
    }

    /// <summary>Another running program holds the folder's lock.</summary>
    public sealed record FolderInUse(string Folder) : LocalClusterError
    {
        public override string Message =>
            $"The database folder {Folder} is in use by another running program. Stop that program, or choose another folder.";
    }

    public sealed record FolderNotUsable(string Folder, string Reason) : LocalClusterError
    {
        public override string Message => $"The database folder {Folder} cannot be used: {Reason}";
    }

    /// <summary>PostgreSQL refuses to run as root, and no other account exists to run it.</summary>
    public sealed record NoServerAccount(IReadOnlyList<string> Tried) : LocalClusterError
    {
        public override string Message =>
            $"PostgreSQL does not run as root and none of these accounts exists: {string.Join(", ", Tried)}. "
            + "Create one of them or run the program as another user.";
    }

    public sealed record CommandFailed(string Command, string Output) : LocalClusterError
    {
        public override string Message => $"{Command} failed: {Output}";
    }

    public sealed record ServerDidNotStart(string LogFile, string LogTail) : LocalClusterError
    {
        public override string Message => $"PostgreSQL did not start. Its log {LogFile} ends with: {LogTail}";
    }
}
