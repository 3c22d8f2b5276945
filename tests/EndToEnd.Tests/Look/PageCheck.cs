using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Localisation;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Look;

/// <summary>Looks at the page that a visitor has open and says what is wrong with it, in sentences.</summary>
internal static class PageCheck
{
    /// <summary>The width of a small phone.</summary>
    public const int PhoneWidth = 390;

    // Names that look like a key of a resource and are none.
    private static readonly HashSet<string> s_names = ["DedupPortal", "Telegram", "Bitrix24", .. Languages.All.Select(language => language.OwnName)];

    private static readonly AxeRunOptions s_rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    /// <summary>Waits until what the page loads is there.</summary>
    public static async Task LoadedAsync(Visitor visitor)
    {
        await visitor.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First).ToBeVisibleAsync();
        await visitor.Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = visitor.Words.Of<SharedText>("Loading") })).ToHaveCountAsync(0);
    }

    /// <summary>Texts that are a resource's key instead of its words, or have a hole where a value belongs.</summary>
    public static async Task<IEnumerable<string>> TextsAsync(Visitor visitor)
    {
        var texts = await visitor.Page.EvaluateAsync<string[]>(
            """
            () => {
              const texts = [];
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walker.nextNode())
                if (!['SCRIPT', 'STYLE', 'CODE', 'DEL', 'INS'].includes(walker.currentNode.parentElement.tagName)) texts.push(walker.currentNode.textContent.trim());
              for (const name of ['aria-label', 'title', 'placeholder'])
                for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name).trim());
              return [...new Set([document.title.replace(' · DedupPortal', ''), ...texts])];
            }
            """);
        return texts.Where(text => IsKey(text, visitor.Words.Culture.Name) || HasHole(text)).Select(text => $"{Where(visitor)} shows the raw text “{text}”");
    }

    /// <summary>Violations of WCAG 2.2 AA that axe calls serious or critical.</summary>
    public static async Task<IEnumerable<string>> AccessibilityAsync(Visitor visitor)
    {
        var result = await visitor.Page.RunAxe(s_rules);
        return from violation in result.Violations
               where violation.Impact is "serious" or "critical"
               from node in violation.Nodes
               select $"{Where(visitor)}: {violation.Id} ({violation.Help}) at {node.Html}: {string.Join("; ", node.Any.Select(check => check.Message))}";
    }

    /// <summary>Content that is wider than a phone.</summary>
    public static async Task<IEnumerable<string>> PhoneAsync(Visitor visitor)
    {
        var before = visitor.Page.ViewportSize!;
        await visitor.Page.SetViewportSizeAsync(PhoneWidth, 844);
        var width = await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        var wide = width <= PhoneWidth ? "" : await visitor.Page.EvaluateAsync<string>(
            $"() => [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > {PhoneWidth + 1}).slice(0, 5).map(e => e.tagName + '.' + e.className).join(', ')");
        await visitor.Page.SetViewportSizeAsync(before.Width, before.Height);
        return width <= PhoneWidth ? [] : [$"{Where(visitor)} is {width} px wide on a phone of {PhoneWidth} px: {wide}"];
    }

    private static string Where(Visitor visitor) => $"{new Uri(visitor.Page.Url).PathAndQuery} ({visitor.Words.Culture.Name})";

    private static bool HasHole(string text) => text.Contains("{0}", StringComparison.Ordinal) || text.Contains("{1}", StringComparison.Ordinal);

    // In Russian every lonely Latin word is suspicious; in English only one that is put together like TitleOfPage or State_Open.
    private static bool IsKey(string text, string language) =>
        text.Length > 2 && char.IsAsciiLetterUpper(text[0]) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && !s_names.Contains(text)
        && text.Any(char.IsAsciiLetterLower)
        && (language == "ru" || text.Contains('_', StringComparison.Ordinal) || text.Skip(1).Any(char.IsAsciiLetterUpper));
}
