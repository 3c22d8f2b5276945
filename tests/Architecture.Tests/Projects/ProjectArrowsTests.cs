namespace DedupPortal.Architecture.Tests.Projects;

/// <summary>The arrows between the rooms: exactly these, nothing else.</summary>
public sealed class ProjectArrowsTests
{
    public static TheoryData<string, string[], string[]> Arrows { get; } = new()
    {
        { "src/DedupPortal.Matching", [], [] },
        { "src/DedupPortal.Bitrix24", [], [] },
        { "src/DedupPortal.LocalPostgres", [], [] },
        { "src/DedupPortal.Emulator", [], [] },
        { "src/DedupPortal", ["DedupPortal.Bitrix24", "DedupPortal.Matching"], [] },
        { "migrations", ["DedupPortal"], [] },
        { "src/DedupPortal.Cli", ["DedupPortal"], [] },
        {
            "src/DedupPortal.Web",
            ["DedupPortal", "DedupPortal.LocalPostgres", "DedupPortal.Migrations"],
            ["DedupPortal.Emulator"]
        },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void Project_References_AreTheArrowsOfThePlan(string folder, string[] linked, string[] builtOnly)
    {
        var project = ProjectFile.Read(folder);

        Assert.Equal(linked, project.Linked);
        Assert.Equal(builtOnly, project.BuiltOnly);
    }

    [Fact]
    public void Projects_OfTheProduct_AreTheRoomsOfThePlan()
    {
        var found = Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Repository.PathOf("migrations"), "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!).Replace('\\', '/'));

        Assert.Equal(Repository.ProductProjects.Order(), found.Order());
        Assert.Equal(Repository.ProductProjects.Order(), Arrows.Select(row => row.Data.Item1).Order());
    }

    [Theory]
    [InlineData("src/DedupPortal.Matching")]
    [InlineData("src/DedupPortal.Emulator")]
    public void Project_ThatMustStandAlone_TakesNoPackage(string folder) =>
        Assert.Empty(ProjectFile.Read(folder).Packages);

    /// <summary>Matching knows no clock, disk, network or web: the base library's assemblies are all it is compiled against.</summary>
    [Fact]
    public void Matching_CompiledReferences_AreTheBaseLibraryOnly()
    {
        string[] allowed =
        [
            "System.Runtime", "System.Collections", "System.Collections.Immutable", "System.Collections.Concurrent", "System.Linq",
            "System.Memory", "System.Text.RegularExpressions", "System.Runtime.Numerics", "System.Runtime.InteropServices",
            "System.Threading", "System.Threading.Tasks.Parallel", "System.Numerics.Vectors", "System.Runtime.Intrinsics",
        ];
        var matching = Repository.ProductAssemblies.Single(assembly => assembly.GetName().Name == "DedupPortal.Matching");

        Assert.Empty(matching.GetReferencedAssemblies().Select(reference => reference.Name).Except(allowed));
    }

    [Fact]
    public void Emulator_IsLinkedIntoNothing()
    {
        var users = Repository.ProductAssemblies
            .Where(assembly => assembly.GetReferencedAssemblies().Any(reference => reference.Name == "DedupPortal.Emulator"))
            .Select(assembly => assembly.GetName().Name);

        Rule.HasNoViolation(users);
    }
}
