namespace DedupPortal.Web.Tests;

/// <summary>The web project's own files, for tests about how it is written.</summary>
internal static class SourceFiles
{
    public static string Root { get; } = Find();

    public static string Web { get; } = Path.Combine(Root, "src", "DedupPortal.Web");

    /// <summary>Files below the web project that end with one of the endings, build output left out.</summary>
    public static IReadOnlyList<string> Of(params string[] endings) =>
    [
        .. Directory.EnumerateFiles(Web, "*", SearchOption.AllDirectories)
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !Path.GetRelativePath(Web, file).StartsWith("bin", StringComparison.Ordinal)
                && !Path.GetRelativePath(Web, file).StartsWith("obj", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DedupPortal.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("DedupPortal.sln is not above the test's folder.");
    }
}
