using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Running;

/// <summary>One person in one browser window, with everything that the browser complained about meanwhile.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly IBrowserContext _context;
    private string? _expectedStatus;

    public Visitor(IBrowserContext context, IPage page, Words words)
    {
        (_context, Page, Words) = (context, page, words);
        // Violations of the content policy arrive as console errors, too.
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !(_expectedStatus is { } status && message.Text.Contains(status, StringComparison.Ordinal)))
                _complaints.Enqueue($"{page.Url}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _complaints.Enqueue($"{page.Url}: {error}");
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 500)
                _complaints.Enqueue($"{answer.Url}: HTTP {answer.Status}");
        };
    }

    public IPage Page { get; }

    /// <summary>The texts in this person's language.</summary>
    public Words Words { get; private set; }

    /// <summary>Errors on the console, scripts that broke, content that the policy refused, answers of 500 and above.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The person has switched to another language.</summary>
    public void Speak(string language) => Words = new Words(language);

    /// <summary>Opens an address of the site.</summary>
    public Task OpenAsync(string address) => Page.GotoAsync(address);

    /// <summary>Opens an address that is answered with 404 or 403: the browser reports that as an error and is right to.</summary>
    public async Task<int> OpenRefusedAsync(string address)
    {
        _expectedStatus = "Failed to load resource";
        var answer = await Page.GotoAsync(address);
        _expectedStatus = null;
        return answer!.Status;
    }

    public ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    /// <summary>The page with this heading is there.</summary>
    public Task SeesHeadingAsync(string text) =>
        Expect(Page.GetByRole(AriaRole.Heading, new() { Name = text, Level = 1 })).ToBeVisibleAsync();

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
