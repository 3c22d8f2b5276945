using System.Xml.Linq;

namespace DedupPortal.Architecture.Tests.Projects;

/// <summary>What a project file says of itself.</summary>
internal sealed record ProjectFile(IReadOnlyList<string> Linked, IReadOnlyList<string> BuiltOnly, IReadOnlyList<string> Packages)
{
    public static ProjectFile Read(string folder)
    {
        var file = Directory.GetFiles(Repository.PathOf(folder), "*.csproj").Single();
        var project = XDocument.Load(file);
        var references = project.Descendants("ProjectReference")
            .Select(reference => (
                Name: Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')),
                Linked: (string?)reference.Attribute("ReferenceOutputAssembly") != "false"))
            .ToList();
        return new ProjectFile(
            [.. references.Where(reference => reference.Linked).Select(reference => reference.Name).Order()],
            [.. references.Where(reference => !reference.Linked).Select(reference => reference.Name).Order()],
            [.. project.Descendants("PackageReference").Select(package => (string)package.Attribute("Include")!).Order()]);
    }
}
