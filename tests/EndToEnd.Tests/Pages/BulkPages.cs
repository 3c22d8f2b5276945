using System.Globalization;
using System.Text.RegularExpressions;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Merging;
using DedupPortal.Web.Components.Pages.Bulk;
using DedupPortal.Web.Components.Pages.Review;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Pages;

/// <summary>A bulk merge from the boxes in the queue to its report.</summary>
internal sealed class BulkPages(Visitor visitor)
{
    private const float Patience = 180_000;
    private readonly Words _words = visitor.Words;

    /// <summary>Ticks the groups in the queue of a type, and waits for the dry run.</summary>
    public async Task PlanAsync(EntityType type, params EntityRef[][] groups)
    {
        var review = new ReviewPages(visitor);
        await review.OpenAsync(GroupState.Open, type: type);
        foreach (var cards in groups) await review.Group(cards).GetByRole(AriaRole.Checkbox).CheckAsync();
        await Button<ReviewPage>("MergeSelected").ClickAsync();
        await Assertions.Expect(Region<BulkApproval>("Title")).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    /// <summary>Approves what is shown, with a reason; a small run needs no number.</summary>
    public async Task ApproveAsync(string reason)
    {
        await Region<BulkApproval>("Title").GetByLabel(_words.Of<BulkApproval>("Reason"), new() { Exact = true }).FillAsync(reason);
        await Button<BulkApproval>("Merge").ClickAsync();
    }

    public Task PauseAsync() => visitor.Button(_words.Of<BulkProgress>("Pause")).ClickAsync();

    public Task ResumeAsync() => visitor.Button(_words.Of<BulkProgress>("Resume")).ClickAsync();

    /// <summary>The run stands so, and so many groups are in each of these states.</summary>
    public async Task StandsAtAsync(BulkState state, params (BulkGroupState State, int Count)[] groups)
    {
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = _words.Of<BulkProgress>($"Head_{state}"), Exact = true })).ToBeVisibleAsync(new() { Timeout = Patience });
        foreach (var (group, count) in groups)
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = _words.Of<BulkGroupList>("Show"), Exact = true })
                .GetByRole(AriaRole.Link, new() { Name = $"{_words.Of<BulkText>($"Group_{group}")} {count.ToString(CultureInfo.InvariantCulture)}", Exact = true })).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    /// <summary>The line of a group.</summary>
    public ILocator Line(params EntityRef[] cards) =>
        cards.Aggregate(Region<BulkGroupList>("Title").GetByRole(AriaRole.Row), (rows, card) => rows.Filter(new() { HasTextRegex = CardBadge.Of(_words, card) }));

    private ILocator Region<TPage>(string key) => visitor.Page.GetByRole(AriaRole.Region, new() { Name = _words.Of<TPage>(key), Exact = true });

    /// <summary>A button whose text holds a number.</summary>
    private ILocator Button<TPage>(string key)
    {
        var forms = new[] { "One", "Few", "Many" }.Select(form => Regex.Escape(_words.Of<TPage>($"{key}_{form}")).Replace(@"\{0}", @"\d+", StringComparison.Ordinal));
        return visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex(string.Join('|', forms), RegexOptions.None, TimeSpan.FromSeconds(1)) });
    }
}
