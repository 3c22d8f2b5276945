using DedupPortal.Merging;
using DedupPortal.Web.Components.Pages.Merging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Tests.Merging;

public sealed class MergeTextTests : ComponentTest
{
    private IStringLocalizer<MergeText> Texts => Services.GetRequiredService<IStringLocalizer<MergeText>>();

    [Theory]
    [InlineData(null, "", "—")]
    [InlineData("", "string", "—")]
    [InlineData("Y", "boolean", "yes")]
    [InlineData("Baker", "string", "Baker")]
    [InlineData("one<br>two &amp; <b>three</b>", "string", "one\ntwo & three")]
    [InlineData("imol|telegrambot|2|700001|55", "", "Telegram 700001 · Open Channel 2")]
    public void Value_PortalsForm_IsWrittenForPeople(string? text, string type, string expected) =>
        Assert.Equal(expected, MergeText.Value(Texts, text, type));

    [Fact]
    public void Value_Moment_IsADateInTheReadersForm() =>
        Assert.Equal("16 Sep 2026, 11:03", MergeText.Value(Texts, "2026-09-16T11:03:00+03:00", "datetime"));

    public static TheoryData<string> Codes =>
    [
        .. Names<MergeMode>("Mode", "", "_About", "_Short"), .. Names<MergeState>("State"), .. Names<StepState>("StepState"), .. Names<MoveKind>("Move"),
        .. Names<PreflightWarning>("Warning"), .. Names<ReversalKind>("Kind"), .. Names<ReversalKind>("KindDone"), .. Names<ReversalReason>("Reason"),
        .. Names<LossReason>("Loss"),
        .. typeof(MergeStep).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(MergeStep))).Select(type => $"Step_{type.Name}"),
        .. Enum.GetNames<BoundKind>().Select(kind => $"Step_Bind{kind}"),
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Text_EveryCodeOfTheDomain_HasItsWords(string key) =>
        Assert.False(Texts[key].ResourceNotFound, $"MergeText.resx has no {key}");

    private static IEnumerable<string> Names<T>(string prefix, params string[] suffixes)
        where T : struct, Enum =>
        from name in Enum.GetNames<T>()
        from suffix in suffixes.DefaultIfEmpty("")
        select $"{prefix}_{name}{suffix}";
}
