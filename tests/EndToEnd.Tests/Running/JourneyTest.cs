using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.Storage;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Running;

/// <summary>
/// A test whose people are in browsers. After it no browser may have complained; when it failed, pictures of all windows are in
/// the folder <c>failed</c> beside the test program.
/// </summary>
public abstract class JourneyTest(Chromium chromium) : IAsyncDisposable
{
    private readonly List<Visitor> _visitors = [];

    internal async Task<Visitor> VisitAsync(Uri address, string language = "ru", int width = 1440, int height = 900, ColorScheme colours = ColorScheme.Light)
    {
        var visitor = await chromium.VisitAsync(address, language, width, height, colours);
        _visitors.Add(visitor);
        return visitor;
    }

    /// <summary>The owner of the agency whose portal is connected and scanned, signed in.</summary>
    internal async Task<Visitor> OwnerAsync(AgencySite site, ColorScheme colours = ColorScheme.Light)
    {
        await site.ScannedPortalAsync(chromium);
        var owner = await VisitAsync(await site.AddressAsync(), colours: colours);
        await new AccountPages(owner).SignInAsync(AgencySite.OwnerEmail, AgencySite.Password);
        return owner;
    }

    /// <summary>A colleague of the scanned agency, invited by the owner by link, signed in.</summary>
    internal async Task<Visitor> ColleagueAsync(AgencySite site, Visitor owner, MemberRole role, string name, string email)
    {
        var team = new TeamPages(owner);
        await team.OpenAsync();
        var link = await team.InviteAsync(email, role.ToString());
        var colleague = await VisitAsync(await site.AddressAsync());
        await new AccountPages(colleague).AcceptInvitationAsync(link, AgencySite.Agency, name, AgencySite.Password);
        return colleague;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result is TestResult.Failed)
            await KeepPicturesAsync();
        var complaints = _visitors.SelectMany(visitor => visitor.Complaints).ToList();
        foreach (var visitor in _visitors)
            await visitor.DisposeAsync();
        Assert.True(complaints.Count == 0, string.Join(Environment.NewLine, complaints));
    }

    private async Task KeepPicturesAsync()
    {
        var name = string.Concat(TestContext.Current.Test!.TestDisplayName.Split('.')[^1].Where(letter => char.IsLetterOrDigit(letter) || letter == '_'));
        foreach (var (number, visitor) in _visitors.Index())
        {
            var path = Path.Combine(AppContext.BaseDirectory, "failed", $"{name}-{number}");
            await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = path + ".png", FullPage = true });
            await File.WriteAllTextAsync(path + ".txt", $"{visitor.Page.Url}\n{await visitor.Page.AriaSnapshotAsync()}");
        }
    }
}
