using System.Globalization;
using System.Text.RegularExpressions;

namespace DedupPortal.LocalPostgres;

/// <summary>The folders in which PostgreSQL's programs are looked for, best first.</summary>
internal static partial class BinaryCandidates
{
    /// <summary>A folder named by the person is the only candidate: silently using another installation would surprise.</summary>
    public static IReadOnlyList<string> For(string? binDirectory) =>
        binDirectory is { Length: > 0 } ? [Path.GetFullPath(binDirectory)] : [.. FromPath(), .. UsualPlaces()];

    private static IEnumerable<string> FromPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "initdb.exe" : "initdb")))
            .Distinct();

    private static IEnumerable<string> UsualPlaces()
    {
        if (OperatingSystem.IsWindows())
        {
            return NewestFirst(
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*");
        }

        if (OperatingSystem.IsMacOS())
        {
            return
            [
                .. NewestFirst("/opt/homebrew/opt", "postgresql*"),
                .. NewestFirst("/usr/local/opt", "postgresql*"),
                .. NewestFirst("/Applications/Postgres.app/Contents/Versions", "*"),
            ];
        }

        // Debian and Ubuntu; the PostgreSQL project's RPMs (/usr/pgsql-17); other distributions have them in PATH.
        return [.. NewestFirst("/usr/lib/postgresql", "*"), .. NewestFirst("/usr", "pgsql-*")];
    }

    /// <summary>The <c>bin</c> folders below the versions of <paramref name="parent"/>, highest number first; a missing parent is itself named, so that the message shows it was searched.</summary>
    internal static IEnumerable<string> NewestFirst(string parent, string pattern)
    {
        var versions = Directory.Exists(parent) ? Directory.GetDirectories(parent, pattern) : [];
        return versions.Length == 0
            ? [Path.Combine(parent, pattern, "bin")]
            : versions.OrderByDescending(VersionOf).Select(version => Path.Combine(version, "bin"));
    }

    private static int VersionOf(string folder) =>
        Number().Match(Path.GetFileName(folder)) is { Success: true } match
            ? int.Parse(match.ValueSpan, CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex(@"\d{1,4}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
