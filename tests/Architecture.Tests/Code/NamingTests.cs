using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DedupPortal.Architecture.Tests.Code;

/// <summary>Words that say nothing about a type are not used in type names.</summary>
public sealed partial class NamingTests
{
    private static readonly string[] s_empty =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Processor", "Data", "Info", "Item", "Items", "Base"];

    [Fact]
    public void Product_TypeNames_HaveNoEmptyWords()
    {
        var empty = from assembly in Repository.ProductAssemblies
                    from type in assembly.GetTypes()
                    where IsWrittenByUs(type) && Words(type.Name).Any(word => s_empty.Contains(word, StringComparer.Ordinal))
                    select type.FullName;

        Rule.HasNoViolation(empty);
    }

    [Theory]
    [InlineData("PortalDatabase", true)] // one word that only begins like another
    [InlineData("SyncDataStore", false)]
    [InlineData("ItemDialect", false)]
    [InlineData("BaseOptions", false)]
    public void Words_TypeName_AreCutAtCapitals(string name, bool allowed) =>
        Assert.Equal(allowed, !Words(name).Any(word => s_empty.Contains(word, StringComparer.Ordinal)));

    private static IEnumerable<string> Words(string name) => Word().Matches(name).Select(match => match.Value);

    private static bool IsWrittenByUs(Type type) =>
        type.Namespace?.StartsWith("DedupPortal", StringComparison.Ordinal) == true
        && !type.IsDefined(typeof(CompilerGeneratedAttribute))
        && !type.Name.Contains('<', StringComparison.Ordinal);

    [GeneratedRegex("[A-Z][a-z0-9]*", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
