using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DedupPortal.Architecture.Tests.Code;

namespace DedupPortal.Architecture.Tests.Product;

/// <summary>Inside the product a feature uses only features to its left.</summary>
public sealed partial class StairTests
{
    private static readonly string[] s_stair =
    [
        "Storage", "Tenants", "Audit", "Notifications", "Portals", "Mirror", "Duplicates", "Merging", "Schedules", "Overview", "Removal",
    ];

    [Fact]
    public void Product_EveryType_StandsInAFeature()
    {
        var homeless = ProductTypes().Where(type => StepOf(type) is null).Select(type => type.FullName);

        Rule.HasNoViolation(homeless);
    }

    [Fact]
    public void Product_CompiledTypes_UseOnlyFeaturesToTheLeft()
    {
        var types = ProductTypes().ToList();
        Assert.NotEmpty(types);

        var climbs = from type in types
                     from used in TypeUses.Of(type)
                     where used.Assembly == Repository.Product && StepOf(used) > StepOf(type)
                     select $"{type.FullName} uses {used.FullName}";

        Rule.HasNoViolation(climbs);
    }

    /// <summary>Constants and <c>nameof</c> leave no trace in compiled code; their using directives do in the source.</summary>
    [Fact]
    public void Product_SourceFiles_ImportOnlyFeaturesToTheLeft()
    {
        var product = Repository.PathOf("src", "DedupPortal");
        var climbs = from feature in Directory.GetDirectories(product)
                     let step = Array.IndexOf(s_stair, Path.GetFileName(feature))
                     where step >= 0
                     from file in Directory.EnumerateFiles(feature, "*.cs", SearchOption.AllDirectories)
                     from Match import in Import().Matches(File.ReadAllText(file))
                     where Array.IndexOf(s_stair, import.Groups["feature"].Value) > step
                     select $"{Path.GetRelativePath(product, file)}: {import.Value}";

        Rule.HasNoViolation(climbs);
    }

    [Fact]
    public void Product_Folders_AreTheFeatures()
    {
        var folders = Directory.GetDirectories(Repository.PathOf("src", "DedupPortal")).Select(folder => Path.GetFileName(folder)!);

        Assert.Empty(folders.Except([.. s_stair, "bin", "obj", "Properties"]));
    }

    private static IEnumerable<Type> ProductTypes() =>
        Repository.Product.GetTypes().Where(type => !IsMadeByTheCompiler(type));

    private static int? StepOf(Type type) =>
        (type.Namespace ?? "").Split('.') is ["DedupPortal", var feature, ..] && Array.IndexOf(s_stair, feature) is >= 0 and var step
            ? step
            : null;

    // Nested in a type of a feature they count (lambdas, state machines); on their own they are the compiler's.
    private static bool IsMadeByTheCompiler(Type type) =>
        type.Namespace?.StartsWith("DedupPortal", StringComparison.Ordinal) != true
        && (type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.DeclaringType is { } outer && IsMadeByTheCompiler(outer)
            || type.Namespace is "System.Text.RegularExpressions.Generated" || type.Name.Contains('<', StringComparison.Ordinal)
            || type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is not null);

    [GeneratedRegex(@"^(global )?using (static |\w+ = )?DedupPortal\.(?<feature>\w+)[\w.]*;", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Import();
}
