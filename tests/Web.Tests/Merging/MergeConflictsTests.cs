using DedupPortal.Merging;
using DedupPortal.Web.Components.Pages.Merging;

namespace DedupPortal.Web.Tests.Merging;

public sealed class MergeConflictsTests
{
    [Theory]
    [InlineData(FieldRule.Harmonise, true)]
    [InlineData(FieldRule.Amount, true)]
    [InlineData(FieldRule.SurvivorsOwn, false)]
    [InlineData(FieldRule.Append, false)]
    [InlineData(FieldRule.Union, false)]
    public void Of_TwoDifferentValues_ConflictWhereOnlyOneCanStay(FieldRule rule, bool conflict)
    {
        var row = Drafts.Row("post", rule, null, Drafts.Cell(Drafts.Phone, "Director", isTaken: true), Drafts.Cell(Drafts.Chat, "Owner"));

        Assert.Equal(conflict, MergeConflicts.IsOpen(MergeMode.SameType, row));
    }

    // Field notes 1D: outer and repeated blanks, final dots and the case of letters make no conflict.
    [Theory]
    [InlineData("Anna", "anna ")]
    [InlineData("Baker  Street", "baker street.")]
    public void Of_SameTextInAnotherSpelling_IsNoConflict(string one, string other)
    {
        var row = Drafts.Row("name", FieldRule.Harmonise, null, Drafts.Cell(Drafts.Phone, one, isTaken: true), Drafts.Cell(Drafts.Chat, other));

        Assert.False(MergeConflicts.IsOpen(MergeMode.SameType, row));
    }

    [Fact]
    public void Of_OneSideEmpty_IsNoConflict()
    {
        var row = Drafts.Row("name", FieldRule.Harmonise, null, Drafts.Cell(Drafts.Phone, "Anna", isTaken: true));

        Assert.False(MergeConflicts.IsOpen(MergeMode.SameType, row));
    }

    [Fact]
    public void Of_ChosenByAPerson_IsSolved()
    {
        var row = Drafts.Row("name", FieldRule.Harmonise, new FieldChoice.FromRecord(Drafts.Chat), Drafts.Cell(Drafts.Phone, "Anna"), Drafts.Cell(Drafts.Chat, "Olga", isTaken: true));

        Assert.Empty(MergeConflicts.Of(Drafts.View(DraftStep.Values, rows: [row])));
        Assert.True(MergeConflicts.IsConflict(MergeMode.SameType, row));
    }

    [Fact]
    public void Of_LeadThatKeepsItsValues_IsNoConflict()
    {
        var row = Drafts.Row("name", FieldRule.Harmonise, null, Drafts.Cell(Drafts.Phone, "Anna", isTaken: true), Drafts.Cell(Drafts.Lead, "Olga"));

        Assert.False(MergeConflicts.IsOpen(MergeMode.LeadIntoContact, row));
    }
}
