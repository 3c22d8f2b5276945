using System.Globalization;
using System.Text.RegularExpressions;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web;
using DedupPortal.Web.Components.Pages.Review;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Pages;

/// <summary>The queue of duplicate groups and the page of one group.</summary>
internal sealed partial class ReviewPages(Visitor visitor)
{
    private readonly Words _words = visitor.Words;

    public ILocator Groups => visitor.Page.GetByRole(AriaRole.Article);

    public async Task OpenAsync(GroupState state = GroupState.Open, string? text = null, EntityType? type = null)
    {
        await visitor.OpenAsync(PortalUrls.With(PortalUrls.Review, ("state", state == GroupState.Open ? null : state.ToString()), ("q", text), ("type", type?.ToString())));
        await visitor.SeesHeadingAsync(_words.Of<ReviewPage>("Title"));
        await visitor.Expect(visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = _words.Of<ReviewPage>("States") })).ToBeVisibleAsync();
    }

    /// <summary>Opens the queue narrowed to one of the cards, the one whose number is rarest, and gives the group that shows all of them.</summary>
    public async Task<ILocator> FindAsync(GroupState state, params EntityRef[] cards)
    {
        var rarest = cards.MaxBy(card => card.Id);
        await OpenAsync(state, rarest.Id.ToString(CultureInfo.InvariantCulture), rarest.Type);
        return Group(cards);
    }

    public ILocator Group(params EntityRef[] cards) => cards.Aggregate(Groups, (groups, card) => groups.Filter(new() { HasTextRegex = CardBadge.Of(_words, card) }));

    /// <summary>How many groups the open queue has under a state.</summary>
    public async Task<int> CountAsync(GroupState state)
    {
        var text = await visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = _words.Of<ReviewPage>("States") })
            .GetByRole(AriaRole.Link).Nth(state switch { GroupState.Open => 0, GroupState.Postponed => 1, GroupState.NotDuplicate => 2, GroupState.Merged => 3, _ => throw new InvalidOperationException($"No tab for {state}.") })
            .InnerTextAsync();
        return int.Parse(NotDigits().Replace(text, ""), CultureInfo.InvariantCulture);
    }

    public async Task RejectAsync(ILocator group, string reason)
    {
        await RejectButton(group).ClickAsync();
        await visitor.Dialog.GetByLabel(_words.Of<RejectDialog>("Reason"), new() { Exact = true }).FillAsync(reason);
        await visitor.Dialog.GetByRole(AriaRole.Button, new() { Name = _words.Of<RejectDialog>("Confirm"), Exact = true }).ClickAsync();
        await visitor.Expect(group).ToHaveCountAsync(0);
    }

    public async Task PostponeAsync(ILocator group)
    {
        await group.GetByRole(AriaRole.Button, new() { Name = _words.Of<GroupCard>("Later"), Exact = true }).ClickAsync();
        await visitor.Dialog.GetByRole(AriaRole.Button, new() { Name = _words.Of<PostponeDialog>("Week"), Exact = true }).ClickAsync();
        await visitor.Expect(group).ToHaveCountAsync(0);
    }

    public ILocator RejectButton(ILocator group) => group.GetByRole(AriaRole.Button, new() { Name = _words.Of<GroupCard>("NotDuplicate"), Exact = true });

    public ILocator MergeLink(ILocator group) => group.GetByRole(AriaRole.Link, new() { Name = _words.Of<GroupCard>("Merge"), Exact = true });

    public ILocator CompareLink(ILocator group) => group.GetByRole(AriaRole.Link, new() { Name = _words.Of<GroupCard>("Compare"), Exact = true });

    [GeneratedRegex(@"\D", RegexOptions.None, 1000)]
    private static partial Regex NotDigits();
}
