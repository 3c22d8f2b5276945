using DedupPortal.Merging;
using DedupPortal.Web.Components.Pages.Merging;

namespace DedupPortal.Web.Tests.Merging;

public sealed class WizardStepTests
{
    [Fact]
    public void Parse_EverySlug_GivesItsStepBack() =>
        Assert.All(WizardStep.All, step => Assert.Equal(step, WizardStep.Parse(WizardStep.Slug(step))));

    [Theory]
    [InlineData(null)]
    [InlineData("Values")]
    [InlineData("elsewhere")]
    public void Parse_OtherWord_IsNoStep(string? slug) => Assert.Null(WizardStep.Parse(slug));

    [Theory]
    [InlineData(DraftStep.Mode, DraftStep.Final, DraftStep.Mode)]
    [InlineData(DraftStep.Values, DraftStep.Select, DraftStep.Select)]
    [InlineData(DraftStep.Values, null, DraftStep.Values)]
    [InlineData(DraftStep.Final, DraftStep.Final, DraftStep.Final)]
    [InlineData(DraftStep.Final, DraftStep.Approved, DraftStep.Final)]
    public void Shown_WantedPage_IsAtMostTheFurthest(DraftStep reached, DraftStep? wanted, DraftStep expected) =>
        Assert.Equal(expected, WizardStep.Shown(wanted, Drafts.View(reached)));

    [Fact]
    public void Shown_RecordsNotRead_StaysAtTheSelection() =>
        Assert.Equal(DraftStep.Select, WizardStep.Shown(DraftStep.Values, Drafts.View(DraftStep.Select, read: false)));

    [Fact]
    public void Shown_ApprovedDraft_IsTheResultOnly() =>
        Assert.Equal(DraftStep.Approved, WizardStep.Shown(DraftStep.Values, Drafts.View(DraftStep.Approved, merge: MergeId.New())));
}
