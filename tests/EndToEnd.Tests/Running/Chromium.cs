using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Running;

/// <summary>The one browser of the suite, started by the first test that needs it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>How long an expectation or a click may take; a loaded machine of two processors needs it now and then.</summary>
    public const float PatienceMilliseconds = 60_000;

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _running = new(StartAsync);

    /// <summary>A person with a browser of their own: no cookies, the language and the colours that they prefer.</summary>
    internal async Task<Visitor> VisitAsync(Uri address, string language, int width = 1440, int height = 900, ColorScheme colours = ColorScheme.Light)
    {
        var (_, browser) = await _running.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            Locale = language == "ru" ? "ru-RU" : "en-GB",
            TimezoneId = "Europe/Moscow",
            ColorScheme = colours,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        return new Visitor(context, await context.NewPageAsync(), new Words(language));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_running.IsValueCreated)
            return;
        var (playwright, browser) = await _running.Value;
        await browser.CloseAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            // --no-sandbox because root may not use one; the rest saves work that no test looks at.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"],
        });
        return (playwright, browser);
    }
}
