using Bunit;
using DedupPortal.Audit;
using DedupPortal.Web.Components.Pages.Audit;

namespace DedupPortal.Web.Tests.Audit;

public sealed class ChainVerdictTests : ComponentTest
{
    [Fact]
    public void Verdict_Whole_SaysHowManyEntries() =>
        Assert.Contains("1,204 entries checked", Verdict(new AuditVerdict(1204, null, null)).Markup, StringComparison.Ordinal);

    [Theory]
    [InlineData(AuditFault.Missing, "Entry 8 is missing from the history.")]
    [InlineData(AuditFault.HashDiffers, "Entry 8 was changed after it had been written.")]
    [InlineData(AuditFault.PreviousHashDiffers, "Entry 8 does not continue the entry before it.")]
    [InlineData(AuditFault.TailCut, "The history was cut off before entry 8.")]
    public void Verdict_Broken_NamesTheFirstBrokenEntry(AuditFault fault, string sentence)
    {
        var verdict = Verdict(new AuditVerdict(7, 8, fault));

        Assert.Equal(sentence, verdict.Find(".error-what").TextContent);
        Assert.Contains("7 entries before it are whole.", verdict.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Verdict_NobodyAsked_ShowsNothing() => Assert.Empty(Verdict(null).Markup.Trim());

    private IRenderedComponent<ChainVerdict> Verdict(AuditVerdict? verdict) =>
        Render<ChainVerdict>(parameters => parameters.Add(shown => shown.Verdict, verdict));
}
