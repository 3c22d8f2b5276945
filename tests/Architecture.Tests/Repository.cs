using System.Reflection;

namespace DedupPortal.Architecture.Tests;

/// <summary>The checked-out tree and the assemblies that were built from it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Projects that make up the product, tests left out; a test compares this list with the folders.</summary>
    public static IReadOnlyList<string> ProductProjects { get; } =
    [
        "src/DedupPortal.Matching", "src/DedupPortal.Bitrix24", "src/DedupPortal.LocalPostgres", "src/DedupPortal",
        "src/DedupPortal.Web", "src/DedupPortal.Cli", "src/DedupPortal.Emulator", "migrations",
    ];

    public static IReadOnlyList<Assembly> ProductAssemblies { get; } = [.. ProductProjects.Select(LoadFrom)];

    public static Assembly Product { get; } = Named("DedupPortal");

    public static Assembly Web { get; } = Named("DedupPortal.Web");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static Assembly Named(string name) => ProductAssemblies.Single(assembly => assembly.GetName().Name == name);

    private static Assembly LoadFrom(string project)
    {
        var name = project == "migrations" ? "DedupPortal.Migrations" : Path.GetFileName(project);
        var beside = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        if (File.Exists(beside))
            return Assembly.Load(new AssemblyName(name));

        // The emulator is built with this project and linked into nothing: it is read where it was built.
        var output = Path.GetRelativePath(PathOf("tests", "Architecture.Tests"), AppContext.BaseDirectory);
        return Assembly.LoadFrom(Path.Combine(PathOf(project), output, name + ".dll"));
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DedupPortal.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No DedupPortal.sln above {AppContext.BaseDirectory}.");
    }
}
