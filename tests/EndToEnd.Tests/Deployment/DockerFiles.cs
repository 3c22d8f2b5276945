using System.Text.Json;
using System.Text.RegularExpressions;

namespace DedupPortal.EndToEnd.Tests.Deployment;

/// <summary>What docker/ tells an engine to do, read from the files themselves, so that the test and the images cannot part.</summary>
internal static partial class DockerFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>The arguments of each <c>RUN dotnet</c> (restore and publish), without <c>dotnet</c>, in the file's order.</summary>
    public static IReadOnlyList<string[]> BuildCommands { get; } =
        [.. Build().Matches(Read("Dockerfile")).Select(match => match.Groups["command"].Value.Split(' '))];

    /// <summary>ENTRYPOINT and CMD of a target.</summary>
    public static IReadOnlyList<string> CommandOf(string target)
    {
        var stage = Read("Dockerfile").Split("\nFROM ").Single(text => text.Split('\n')[0].EndsWith(" AS " + target, StringComparison.Ordinal));
        return
        [
            .. Command().Matches(stage)
                .Where(match => !match.Groups["line"].Value.Contains("HEALTHCHECK", StringComparison.Ordinal))
                .SelectMany(match => JsonSerializer.Deserialize<string[]>(match.Groups["json"].Value)!),
        ];
    }

    /// <summary>The settings that compose gives to the services, its variables replaced.</summary>
    public static IReadOnlyDictionary<string, string> Settings(IReadOnlyDictionary<string, string> variables) =>
        Setting().Matches(Read("compose.yaml"))
            .DistinctBy(match => match.Groups["name"].Value)
            .ToDictionary(
                match => match.Groups["name"].Value,
                match => Variable().Replace(
                    match.Groups["value"].Value,
                    variable => variables.GetValueOrDefault(variable.Groups["name"].Value, "")));

    public static string PathOf(string name) => Path.Combine(Root, "docker", name);

    private static string Read(string name) => File.ReadAllText(PathOf(name));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DedupPortal.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("No DedupPortal.sln above the tests.");
        return folder.FullName;
    }

    [GeneratedRegex(@"^RUN dotnet (?<command>(restore|publish) .+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Build();

    [GeneratedRegex(@"^(?<line>ENTRYPOINT|CMD) (?<json>\[.+\])$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Command();

    [GeneratedRegex(@"^\s+(?<name>\w+__\w+): (?<value>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"\$\{(?<name>\w+):[?-]\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
