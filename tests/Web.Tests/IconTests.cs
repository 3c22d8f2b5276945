using System.Text.RegularExpressions;
using Bunit;
using DedupPortal.Bitrix24;
using DedupPortal.Web.Components.Shared;

namespace DedupPortal.Web.Tests;

public sealed partial class IconTests : ComponentTest
{
    private static readonly HashSet<string> s_subset = [.. File.ReadLines(Path.Combine(SourceFiles.Web, "Fonts", "icons.txt"))];

    [Fact]
    public void Icon_NamedInCode_IsInTheSubset()
    {
        var named = SourceFiles.Of(".razor", ".cs")
            .SelectMany(file => Named().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetFileName(file), Icon: match.Groups["icon"].Value)))
            .ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Where(use => !s_subset.Contains(use.Icon)).Select(use => $"{use.Icon} in {use.File}"));
    }

    [Theory]
    [InlineData(EntityType.Lead)]
    [InlineData(EntityType.Deal)]
    [InlineData(EntityType.Contact)]
    [InlineData(EntityType.Company)]
    public void EntityBadge_EachType_HasItsIconInTheSubset(EntityType type)
    {
        var badge = Render<EntityBadge>(parameters => parameters.Add(b => b.Type, type));

        Assert.Contains(badge.Find("i").TextContent.Trim(), s_subset);
    }

    // Icon="flag", Icon='flag', Icon = "flag" and the arms of a switch that follow "Icon => … switch".
    [GeneratedRegex("""\bIcon\s*=\s*["'](?<icon>[a-z][a-z0-9_]*)["']""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Named();
}
