using System.Globalization;
using System.Text.RegularExpressions;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Merging;
using DedupPortal.Web;
using DedupPortal.Web.Components.Pages.Merging;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Pages;

/// <summary>The merge wizard, page by page, in the order of the CRM.</summary>
internal sealed class WizardPages(Visitor visitor)
{
    // A merge of two cards is some twenty calls, and the portal takes two a second.
    private const float MergePatience = 180_000;
    private readonly Words _words = visitor.Words;

    /// <summary>From the queue into the wizard of the group of both cards.</summary>
    public static async Task<WizardPages> OpenAsync(Visitor visitor, params EntityRef[] cards)
    {
        var review = new ReviewPages(visitor);
        await review.MergeLink(await review.FindAsync(GroupState.Open, cards)).ClickAsync();
        return new WizardPages(visitor);
    }

    /// <summary>Into the wizard for cards of one's own choice.</summary>
    public static async Task<WizardPages> OpenNewAsync(Visitor visitor, Guid portal, params EntityRef[] cards)
    {
        await visitor.OpenAsync(PortalUrls.NewMerge(portal, string.Join(',', cards)));
        return new WizardPages(visitor);
    }

    /// <summary>Where the person is in the wizard.</summary>
    public Task StandsAtAsync(DraftStep step) =>
        visitor.Expect(visitor.Page.GetByText(_words.Of<MergeWizardPage>($"{step}_Text"), new() { Exact = true })).ToBeVisibleAsync();

    /// <summary>First page: exactly these cards are ticked. Goes on.</summary>
    public async Task SelectAsync(params EntityRef[] cards)
    {
        await StandsAtAsync(DraftStep.Select);
        var proposed = visitor.Page.GetByRole(AriaRole.Region, new() { Name = _words.Of<SelectStep>("Proposed"), Exact = true }).GetByRole(AriaRole.Listitem);
        await visitor.Expect(proposed.First).ToBeVisibleAsync();
        var wanted = cards.Select(card => CardBadge.Of(_words, card)).ToList();
        foreach (var candidate in await proposed.AllAsync())
        {
            var text = await candidate.InnerTextAsync();
            await candidate.GetByRole(AriaRole.Checkbox).SetCheckedAsync(wanted.Exists(badge => badge.IsMatch(text)));
        }

        await visitor.Button(_words.Of<SelectStep>("Merge")).ClickAsync();
    }

    /// <summary>Second page: the mode. Goes on.</summary>
    public async Task ChooseModeAsync(MergeMode mode)
    {
        await StandsAtAsync(DraftStep.Mode);
        await visitor.Page.GetByRole(AriaRole.Radio, new() { Name = _words.Of<MergeText>($"Mode_{mode}") }).CheckAsync();
        await visitor.Button(_words.Of<ModeStep>("Continue")).ClickAsync();
    }

    /// <summary>Third page: what will be written, deleted and moved. Goes on.</summary>
    public async Task ReadPreflightAsync()
    {
        await StandsAtAsync(DraftStep.Preflight);
        await visitor.Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = _words.Of<PreflightStep>("Written"), Exact = true })).ToBeVisibleAsync();
        await visitor.Button(_words.Of<PreflightStep>("Continue")).ClickAsync();
    }

    /// <summary>Fourth page: the card whose column is the priority one.</summary>
    public async Task ChoosePriorityAsync(EntityRef card)
    {
        await StandsAtAsync(DraftStep.Values);
        var head = visitor.Page.GetByRole(AriaRole.Columnheader).Filter(new() { HasTextRegex = CardBadge.Of(_words, card) }).GetByRole(AriaRole.Button);
        await visitor.Expect(head).ToBeVisibleAsync();
        if (await head.GetAttributeAsync("aria-pressed") != "true")
            await head.ClickAsync();
        await visitor.Expect(head).ToHaveAttributeAsync("aria-pressed", "true");
    }

    /// <summary>Fourth page of a soft merge: the status to which the other leads go.</summary>
    public async Task MoveAsideToAsync(string stage)
    {
        var stages = visitor.Page.GetByLabel(_words.Of<AsideStages>("OfLeads"), new() { Exact = true });
        await stages.SelectOptionAsync(stage);
        await visitor.Expect(visitor.Page.GetByText(_words.Of<AsideStages>("MessengersMove"), new() { Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>A row of the values page by the label of its field.</summary>
    public ILocator Row(string field) =>
        visitor.Page.GetByRole(AriaRole.Row).Filter(new() { Has = visitor.Page.GetByRole(AriaRole.Rowheader, new() { NameRegex = new Regex("^" + Regex.Escape(field), RegexOptions.None, TimeSpan.FromSeconds(1)) }) });

    /// <summary>Takes the value of one card for a field.</summary>
    public async Task TakeAsync(string field, EntityRef from)
    {
        // Columns: field (the row's header), result, one for each card.
        var heads = await visitor.Page.GetByRole(AriaRole.Columnheader).AllInnerTextsAsync();
        var column = heads.ToList().FindIndex(head => CardBadge.Of(_words, from).IsMatch(head));
        var value = Row(field).GetByRole(AriaRole.Cell).Nth(column - 1).GetByRole(AriaRole.Button);
        await value.ClickAsync();
        await visitor.Expect(value).ToHaveAttributeAsync("aria-pressed", "true");
    }

    /// <summary>Resolves what is still open by the priority column; goes on.</summary>
    public async Task AcceptValuesAsync()
    {
        await StandsAtAsync(DraftStep.Values);
        var all = visitor.Button(_words.Of<ValuesStep>("AllFromPrimary"));
        if (await all.IsVisibleAsync())
            await all.ClickAsync();
        await visitor.Expect(visitor.Page.GetByText(_words.Of<ValuesStep>("NoConflicts"), new() { Exact = true }).First).ToBeVisibleAsync();
        await visitor.Button(_words.Of<ValuesStep>("Continue")).ClickAsync();
    }

    public ILocator MergeButton => visitor.Button(_words.Of<FinalStep>("Merge"));

    /// <summary>Fifth page: why, and the button that starts it.</summary>
    public async Task ApproveAsync(string reason)
    {
        await StandsAtAsync(DraftStep.Final);
        await visitor.Page.GetByLabel(_words.Of<FinalStep>("Reason"), new() { Exact = true }).FillAsync(reason);
        await MergeButton.ClickAsync();
    }

    /// <summary>Sixth page: the merge is through; opens its record and gives its id.</summary>
    public async Task<Guid> DoneAsync()
    {
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = _words.Of<RunOutcome>("Merged") })).ToBeVisibleAsync(new() { Timeout = MergePatience });
        var record = await visitor.Link(_words.Of<ResultStep>("Record")).GetAttributeAsync("href");
        return Guid.Parse(record!.Split('/')[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>Sixth page: the client's next message lands on the card, and the open line is set so that it does.</summary>
    public async Task NextMessageLandsAsync(EntityRef card)
    {
        var chats = visitor.Page.GetByRole(AriaRole.Region, new() { Name = _words.Of<NextMessage>("Title"), Exact = true });
        await visitor.Expect(chats.GetByRole(AriaRole.Listitem)).ToContainTextAsync(CardBadge.Of(_words, card));
        await visitor.Expect(chats.GetByText(_words.Of<NextMessage>("Checks", "")[^20..])).ToBeVisibleAsync();
    }

    /// <summary>The way to the final card with what the wizard proposes.</summary>
    public async Task ReachFinalAsync(MergeMode mode, EntityRef priority, params EntityRef[] cards)
    {
        await SelectAsync(cards);
        await ChooseModeAsync(mode);
        await ReadPreflightAsync();
        await ChoosePriorityAsync(priority);
        await AcceptValuesAsync();
        await StandsAtAsync(DraftStep.Final);
    }

    /// <summary>The whole way with what the wizard proposes; gives the id of the merge.</summary>
    public async Task<Guid> MergeAsync(MergeMode mode, EntityRef priority, string reason, params EntityRef[] cards)
    {
        await ReachFinalAsync(mode, priority, cards);
        await ApproveAsync(reason);
        return await DoneAsync();
    }

    public ILocator Alert => visitor.Page.GetByRole(AriaRole.Alert);
}
