namespace DedupPortal.LocalPostgres;

/// <summary>One sentence that tells a person how to get PostgreSQL on their operating system.</summary>
internal static class InstallAdvice
{
    public static string ForThisSystem =>
        OperatingSystem.IsWindows() ? "Install it with the installer from https://www.postgresql.org/download/windows/."
        : OperatingSystem.IsMacOS() ? "Install it with: brew install postgresql@17."
        : File.Exists("/etc/debian_version") ? "Install it with: apt-get install postgresql."
        : "Install the PostgreSQL server with your package manager (often named postgresql-server or postgresql).";
}
