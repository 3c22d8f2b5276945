using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DedupPortal.Web.Tests.Localisation;

public sealed partial class TextsTests
{
    public static TheoryData<string> Pairs => [.. SourceFiles.Of(".resx")
        .Where(file => !file.EndsWith(".ru.resx", StringComparison.Ordinal))
        .Select(file => Path.GetRelativePath(SourceFiles.Web, file))];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Resource_BothLanguages_HaveTheSameKeysAndPlaceholders(string english)
    {
        var texts = Read(Path.Combine(SourceFiles.Web, english));
        var russian = Read(Path.Combine(SourceFiles.Web, Path.ChangeExtension(english, ".ru.resx")));

        Assert.Equal(texts.Keys.Order(), russian.Keys.Order());
        Assert.All(texts, text => Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key));
        Assert.All(texts, text => Assert.Equal(Placeholders(text.Value), Placeholders(russian[text.Key])));
    }

    [Fact]
    public void Resource_RussianFile_HasItsEnglishTwin() =>
        Assert.All(SourceFiles.Of(".ru.resx"), file => Assert.True(File.Exists(file.Replace(".ru.resx", ".resx", StringComparison.Ordinal)), file));

    [Fact]
    public void Key_NamedInCode_IsInTheResource()
    {
        var used = SourceFiles.Of(".razor", ".cs").SelectMany(UsedKeys).ToList();

        var missing = used.Where(use => !KeysOf(use.Resource).Contains(use.Key)).Select(use => $"{use.File}: {use.Resource}[\"{use.Key}\"]");

        Assert.NotEmpty(used);
        Assert.Empty(missing);
    }

    private static IEnumerable<(string File, string Resource, string Key)> UsedKeys(string file)
    {
        var code = File.ReadAllText(file);
        // Markup and code-behind of one component share its localisers.
        var twin = file.EndsWith(".razor.cs", StringComparison.Ordinal) ? file[..^3] : file + ".cs";
        var declarations = File.Exists(twin) ? code + File.ReadAllText(twin) : code;
        foreach (Match localiser in Localiser().Matches(declarations))
        {
            var (resource, name) = (localiser.Groups["type"].Value, Regex.Escape(localiser.Groups["name"].Value));
            // A key that is put together at run time has no closing bracket behind its first part and is not looked for.
            foreach (Match use in Regex.Matches(code, $"""\b{name}\["(?<key>\w+)"\s*[\],]|\b{name}\.Count\("(?<counted>\w+)" """.Trim(), RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)))
            {
                if (use.Groups["key"].Success)
                    yield return (Path.GetFileName(file), resource, use.Groups["key"].Value);
                else
                    foreach (var form in (string[])["One", "Few", "Many"])
                        yield return (Path.GetFileName(file), resource, $"{use.Groups["counted"].Value}_{form}");
            }
        }
    }

    private static HashSet<string> KeysOf(string resource)
    {
        var file = SourceFiles.Of($"{Path.DirectorySeparatorChar}{resource}.resx").SingleOrDefault();
        return file is null ? [] : [.. Read(file).Keys];
    }

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Load(file).Root!.Elements("data").ToDictionary(text => text.Attribute("name")!.Value, text => text.Element("value")!.Value);

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(match => match.Value).Distinct().Order();

    [GeneratedRegex(@"\{\d+", RegexOptions.None, 5000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"IStringLocalizer<(?<type>\w+)>\s+(?<name>\w+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Localiser();
}
