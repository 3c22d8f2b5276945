namespace DedupPortal.Architecture.Tests.Projects;

/// <summary>The visible top level of the repository is fixed.</summary>
public sealed class TopLevelTests
{
    private static readonly string[] s_fixed =
    [
        "DedupPortal.sln", "Directory.Build.props", "Directory.Packages.props", "README.md", "appsettings.Example.json", "docker",
        "migrations", "src", "tests",
    ];

    // What builds and test runs leave behind; ignored by git.
    private static readonly string[] s_leftBehind = ["artifacts", "bin", "obj", "TestResults", "node_modules"];

    [Fact]
    public void Root_VisibleEntries_AreTheFixedList()
    {
        var visible = Directory.GetFileSystemEntries(Repository.Root)
            .Select(entry => Path.GetFileName(entry))
            .Where(name => !name.StartsWith('.') && !s_leftBehind.Contains(name, StringComparer.Ordinal));

        Assert.Equal(s_fixed.Order(StringComparer.Ordinal), visible.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rooms_Each_ExplainThemselves()
    {
        var silent = Repository.ProductProjects.Append("docker").Where(folder => !File.Exists(Repository.PathOf(folder, "README.md")));

        Rule.HasNoViolation(silent);
    }
}
