using System.Text.RegularExpressions;
using DedupPortal.Bitrix24;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web;
using DedupPortal.Web.Components.Pages.Merges;
using DedupPortal.Web.Components.Pages.Merging;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Pages;

/// <summary>The record of a merge, its undo, and where its cards are now.</summary>
internal sealed partial class MergePages(Visitor visitor)
{
    private const float UndoPatience = 180_000;
    private readonly Words _words = visitor.Words;

    public ILocator UndoLink => visitor.Link(_words.Of<MergeRecordPage>("Undo"));

    public async Task OpenAsync(Guid merge)
    {
        await visitor.OpenAsync(PortalUrls.Merge(merge));
        await visitor.Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = _words.Of<MergeRecordPage>("Numbers"), Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Undoes the merge whose record is open, and waits for the end; gives the id of the undo.</summary>
    public async Task<Guid> UndoAsync(Guid merge)
    {
        await OpenAsync(merge);
        await UndoLink.ClickAsync();
        return await ConfirmUndoAsync("Title", "Undo");
    }

    /// <summary>Brings back one record of the merge, and waits for the end; gives the id of the undo.</summary>
    public async Task<Guid> BringBackAsync(Guid merge, EntityRef card)
    {
        await OpenAsync(merge);
        var row = Parts.GetByRole(AriaRole.Row).Filter(new() { HasTextRegex = CardBadge.Of(_words, card) });
        await row.GetByRole(AriaRole.Link, new() { Name = _words.Of<MergeRecordPage>("BringBack"), Exact = true }).ClickAsync();
        return await ConfirmUndoAsync("TitleOne", "UndoOne");
    }

    /// <summary>On the record of a merge: its records, each merged or come back.</summary>
    public ILocator Parts => visitor.Page.GetByRole(AriaRole.Region, new() { Name = _words.Of<MergeRecordPage>("Parts"), Exact = true });

    private async Task<Guid> ConfirmUndoAsync(string title, string verb)
    {
        await visitor.SeesHeadingAsync(_words.Of<UndoPage>(title));
        await visitor.Button(_words.Of<UndoPage>(verb)).ClickAsync();
        await visitor.Dialog.GetByRole(AriaRole.Button, new() { Name = _words.Of<UndoPage>(verb), Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = _words.Of<RunOutcome>("Undone") })).ToBeVisibleAsync(new() { Timeout = UndoPatience });
        return Guid.Parse(MergeAddress().Match(visitor.Page.Url).Groups["id"].Value);
    }

    /// <summary>The number that stands for a card now, from the table on the record of the merge.</summary>
    public async Task<EntityRef> CurrentAsync(Guid merge, EntityRef card)
    {
        await OpenAsync(merge);
        var row = visitor.Page.GetByRole(AriaRole.Region, new() { Name = _words.Of<MergeRecordPage>("Numbers"), Exact = true })
            .GetByRole(AriaRole.Row).Filter(new() { Has = visitor.Page.GetByRole(AriaRole.Cell).First.Filter(new() { HasTextRegex = CardBadge.Of(_words, card) }) });
        var text = await row.GetByRole(AriaRole.Cell).Nth(1).InnerTextAsync();
        return card with { Id = long.Parse(Digits().Match(text).Value, _words.Culture) };
    }

    [GeneratedRegex(@"/merges/(?<id>[0-9a-f-]{36})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MergeAddress();

    [GeneratedRegex(@"\d+", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}
