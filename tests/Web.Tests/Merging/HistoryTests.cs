using Bunit;
using DedupPortal.Merging;
using DedupPortal.Portals;
using DedupPortal.Web.Components.Pages.Merges;
using DedupPortal.Web.Components.Pages.Merging;

namespace DedupPortal.Web.Tests.Merging;

public sealed class HistoryTests : ComponentTest
{
    [Fact]
    public void Row_Merge_NamesWhatStayedAndWhatWent()
    {
        var row = Render<RunRow>(parameters => parameters.Add(r => r.Run, Run(MergeState.Completed)).Add(r => r.Name, "Anna Example"));

        Assert.Equal("Merge: Anna Example", row.Find("a").TextContent);
        Assert.Equal(["320", "327"], row.FindAll(".entity-id").Select(id => id.TextContent));
        Assert.Contains("“same phone”", row.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MergeState.Queued, "Waiting")]
    [InlineData(MergeState.Running, "Running")]
    [InlineData(MergeState.Paused, "Paused")]
    [InlineData(MergeState.Completed, "Done")]
    [InlineData(MergeState.Failed, "Not done")]
    [InlineData(MergeState.NeedsAttention, "Needs attention")]
    public void State_Each_HasItsWord(MergeState state, string word)
    {
        var badge = Render<RunState>(parameters => parameters.Add(s => s.State, state));

        Assert.EndsWith(word, badge.Find("span").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void State_UndoneMerge_SaysSo()
    {
        var badge = Render<RunState>(parameters => parameters.Add(s => s.State, MergeState.Completed).Add(s => s.Undone, true));

        Assert.EndsWith("Undone", badge.Find("span").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Reversals_SameReasonOfTwoRecords_IsOneLineWithTheSum()
    {
        Reversal[] reversals =
        [
            new(ReversalKind.Exact, ReversalReason.Multifields, Drafts.Phone, 2),
            new(ReversalKind.Exact, ReversalReason.Multifields, Drafts.Chat, 1),
            new(ReversalKind.Impossible, ReversalReason.NewId, Drafts.Chat, 0),
        ];

        var list = Render<ReversalList>(parameters => parameters.Add(r => r.Reversals, reversals));

        Assert.Equal(2, list.FindAll("li").Count);
        Assert.Contains("(3)", list.Find("li").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Restored exactly", "Cannot be restored"], list.FindAll("h3").Select(heading => heading.TextContent[heading.TextContent.IndexOfAny(['R', 'C'])..]));
    }

    [Fact]
    public void Failure_ChangedRecords_AreNamedWithTheirFields()
    {
        var alert = Render<RunFailure>(parameters => parameters
            .Add(f => f.Code, nameof(ChangedSincePreview)).Add(f => f.Parameters, ["contact:41: post, name; lead:7: title"]).Add(f => f.NothingChanged, true));

        Assert.Contains("Contact #41: Position, ", alert.Markup, StringComparison.Ordinal);
        Assert.Contains("; Lead #7: ", alert.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Loss_Each_SaysWhy()
    {
        var losses = new[] { new LossLine(Drafts.Chat, "sourceId", "Source", "Telegram", LossReason.NotChosen) };

        var table = Render<LossTable>(parameters => parameters.Add(t => t.Losses, losses));

        Assert.Contains("Another value was chosen", table.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    private static MergeRow Run(MergeState state) => new(
        MergeId.New(), PortalId.New(), "Studio", MergeMode.SameType, state, null, null, null, null, Drafts.Phone.ToString(),
        [Drafts.Phone.ToString(), Drafts.Chat.ToString()], "Anna", "same phone", DateTimeOffset.UnixEpoch, null, null, []);
}
