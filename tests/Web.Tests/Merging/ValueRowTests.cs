using AngleSharp.Dom;
using Bunit;
using DedupPortal.Merging;
using DedupPortal.Web.Components.Pages.Merging;

namespace DedupPortal.Web.Tests.Merging;

public sealed class ValueRowTests : ComponentTest
{
    private readonly List<FieldChoice?> _chosen = [];

    [Fact]
    public void Row_ValueOfAnotherRecord_IsChosenByAClick()
    {
        var row = Show(Drafts.Row("post", FieldRule.Harmonise, null, Drafts.Cell(Drafts.Phone, "Director", isTaken: true), Drafts.Cell(Drafts.Chat, "Owner")), isConflict: true);

        row.FindAll("button.pick")[1].Click();

        Assert.Equal([new FieldChoice.FromRecord(Drafts.Chat)], _chosen);
        Assert.Contains("Conflict: choose a value", row.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_EmptyValue_IsADash()
    {
        var row = Show(Drafts.Row("post", FieldRule.Harmonise, null, Drafts.Cell(Drafts.Phone, "Director", isTaken: true)));

        Assert.Equal("true", row.Find("button.pick").GetAttribute("aria-pressed"));
        Assert.EndsWith("—", row.Find(".none").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_JoinedTexts_AreTickedOneByOne()
    {
        var row = Show(Drafts.Row("comments", FieldRule.Append, null, Drafts.Cell(Drafts.Phone, "one", isTaken: true), Drafts.Cell(Drafts.Chat, "two", isTaken: true)));

        row.FindAll("button.pick")[0].Click();

        var union = Assert.IsType<FieldChoice.Union>(Assert.Single(_chosen));
        Assert.Equal([Drafts.Chat.ToString()], union.Keys);
    }

    [Fact]
    public void Row_LastTickTakenAway_ClearsTheField()
    {
        var row = Show(Drafts.Row("comments", FieldRule.Append, null, Drafts.Cell(Drafts.Phone, "one", isTaken: true)));

        row.Find("button.pick").Click();

        Assert.IsType<FieldChoice.Cleared>(Assert.Single(_chosen));
    }

    [Fact]
    public void Row_OwnValue_IsTypedAndSaved()
    {
        var row = Show(Drafts.Row("post", FieldRule.Harmonise, null, Drafts.Cell(Drafts.Phone, "Director", isTaken: true), Drafts.Cell(Drafts.Chat, "Owner")));

        Button(row, "Own value").Click();
        row.Find("input").Change("Founder");
        row.Find("form").Submit();

        var custom = Assert.IsType<FieldChoice.Custom>(Assert.Single(_chosen));
        Assert.Equal("Founder", custom.Value.ToString());
    }

    [Fact]
    public void Row_ChosenByHand_ReturnsToTheProposal()
    {
        var row = Show(Drafts.Row("post", FieldRule.Harmonise, new FieldChoice.FromRecord(Drafts.Chat), Drafts.Cell(Drafts.Phone, "Director"), Drafts.Cell(Drafts.Chat, "Owner", isTaken: true)));

        Button(row, "As proposed").Click();

        Assert.Null(Assert.Single(_chosen));
    }

    [Fact]
    public void Entries_OneUnticked_KeepsTheOthers()
    {
        MultifieldOutcome[] phones =
        [
            new("PHONE", "WORK", "+7 999 000-00-01", ["contact:320#1"], [Drafts.Phone], Kept: true, IsNewOnSurvivor: false),
            new("PHONE", "WORK", "+7 999 000-00-02", ["contact:327#2"], [Drafts.Chat], Kept: true, IsNewOnSurvivor: true),
        ];
        var row = Render<EntriesRow>(parameters => parameters
            .Add(r => r.TypeId, "PHONE").Add(r => r.Entries, phones).Add(r => r.Columns, Columns).Add(r => r.OnChoose, _chosen.Add));

        row.FindAll("button.pick")[1].Click();

        var union = Assert.IsType<FieldChoice.Union>(Assert.Single(_chosen));
        Assert.Equal(["contact:320#1"], union.Keys);
    }

    [Fact]
    public void Header_Priority_IsPressedAndOthersCanBeChosen()
    {
        var chosen = new List<Bitrix24.EntityRef>();
        var header = Render<PriorityHeader>(parameters => parameters
            .Add(h => h.Column, Drafts.Column(Drafts.Chat)).Add(h => h.Number, 2).Add(h => h.CanBePriority, true).Add(h => h.OnChoose, chosen.Add));

        header.Find("button").Click();

        Assert.Equal([Drafts.Chat], chosen);
        Assert.Equal("2", header.Find("button").GetAttribute("aria-keyshortcuts"));
        Assert.Equal("false", header.Find("button").GetAttribute("aria-pressed"));
    }

    private static IReadOnlyList<RecordColumn> Columns => [Drafts.Column(Drafts.Phone, isPriority: true), Drafts.Column(Drafts.Chat)];

    private IRenderedComponent<ValueRow> Show(FieldRow row, bool isConflict = false) =>
        Render<ValueRow>(parameters => parameters
            .Add(r => r.Row, row).Add(r => r.Columns, Columns).Add(r => r.IsConflict, isConflict).Add(r => r.OnChoose, _chosen.Add));

    private static IElement Button(IRenderedComponent<ValueRow> row, string text) => row.FindAll("button").Single(button => button.TextContent.Trim() == text);
}
