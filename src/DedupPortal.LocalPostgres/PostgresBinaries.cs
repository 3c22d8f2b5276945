using System.Text.RegularExpressions;

namespace DedupPortal.LocalPostgres;

/// <summary>One installed PostgreSQL: the folder of its programs and its major version.</summary>
internal sealed partial record PostgresBinaries(string Directory, int Major)
{
    /// <summary>15 is the oldest whose initdb takes an ICU locale, which macOS and Windows need for Cyrillic.</summary>
    public const int OldestMajor = 15;

    private static readonly string[] s_programs = ["postgres", "initdb", "pg_ctl"];

    public string Program(string name) => Path.Combine(Directory, FileName(name));

    /// <summary>First usable installation among the candidates; with <paramref name="major"/>, the first of that version.</summary>
    public static async Task<PostgresBinaries?> FindAsync(
        IReadOnlyList<string> candidates, int? major, CancellationToken cancellationToken)
    {
        foreach (var directory in candidates)
        {
            if (!s_programs.All(program => File.Exists(Path.Combine(directory, FileName(program)))))
                continue;

            var version = await ShortCommand.RunAsync(
                Path.Combine(directory, FileName("postgres")), ["--version"], account: null, cancellationToken);
            if (ParseMajor(version.Output) is { } found && found >= OldestMajor && (major is null || found == major))
                return new PostgresBinaries(directory, found);
        }

        return null;
    }

    /// <summary>Major version in a line such as <c>postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)</c>; null when there is none.</summary>
    internal static int? ParseMajor(string versionLine) =>
        VersionPattern().Match(versionLine) is { Success: true } match
            ? int.Parse(match.Groups["major"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    private static string FileName(string program) => OperatingSystem.IsWindows() ? program + ".exe" : program;

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d{1,3})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();
}
