using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Tests.Names;

public sealed class NameParserTests
{
    public static TheoryData<string, string> StaffNames => Rows(GoldenNames.Staff);

    public static TheoryData<string, string> MessengerNames => Rows(GoldenNames.Messenger);

    [Theory]
    [MemberData(nameof(StaffNames))]
    public void Parse_NameTypedByStaff_HasNormalForm(string text, string expected)
    {
        Assert.Equal(expected, NameParser.Parse(text, typedByStaff: true).NormalForm);
    }

    [Theory]
    [MemberData(nameof(MessengerNames))]
    public void Parse_NameShownByMessenger_HasNormalForm(string text, string expected)
    {
        Assert.Equal(expected, NameParser.Parse(text, typedByStaff: false).NormalForm);
    }

    [Fact]
    public void GoldenNames_AreTwoHundredAtLeast()
    {
        Assert.True(GoldenNames.Staff.Length + GoldenNames.Messenger.Length >= 200);
    }

    private static TheoryData<string, string> Rows((string, string)[] golden)
    {
        var rows = new TheoryData<string, string>();
        foreach (var (text, expected) in golden) rows.Add(text, expected);
        return rows;
    }
}
