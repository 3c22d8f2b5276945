using DedupPortal.Bitrix24;
using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Look;

/// <summary>Each page once in each language: words everywhere, nothing wider than a phone, nothing that shuts anybody out.</summary>
public sealed class EveryPageTests(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    private readonly Chromium _chromium = chromium;

    [Theory]
    [InlineData("ru", ColorScheme.Light)]
    [InlineData("en", ColorScheme.Dark)]
    public async Task Page_OutsideAnAgency_IsWhole(string language, ColorScheme colours)
    {
        var visitor = await VisitAsync(await site.AddressAsync(), language, colours: colours);

        var problems = await WalkAsync(
            visitor,
            [PortalUrls.SignInPath, PortalUrls.Register, PortalUrls.ForgotPassword, PortalUrls.ResetPassword("somebody@example.com", "old"), PortalUrls.AcceptInvitation("old")]);

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    [Theory]
    [InlineData("ru", ColorScheme.Light)]
    [InlineData("en", ColorScheme.Dark)]
    public async Task Page_OfAnAgencyWithDuplicates_IsWhole(string language, ColorScheme colours)
    {
        var portal = await site.ScannedPortalAsync(_chromium);
        var visitor = await VisitAsync(await site.AddressAsync(), "ru", colours: colours);
        await new AccountPages(visitor).SignInAsync(AgencySite.OwnerEmail, AgencySite.Password);
        await visitor.OpenAsync(PortalUrls.Language(language, PortalUrls.Overview));
        visitor.Speak(language);
        var review = new ReviewPages(visitor);
        await review.OpenAsync();
        var group = await review.CompareLink(review.Groups.First).GetAttributeAsync("href");

        var problems = await WalkAsync(
            visitor,
            [
                PortalUrls.Overview, PortalUrls.Review, group!, PortalUrls.Merges, PortalUrls.Losses, PortalUrls.Rules, PortalUrls.RulesOf(portal), PortalUrls.Audit, PortalUrls.Portals, PortalUrls.ConnectPortal, PortalUrls.ConnectApplicationPath,
                PortalUrls.Portal(portal), PortalUrls.Record(portal, new EntityRef(EntityType.Contact, 7)), PortalUrls.Schedules, PortalUrls.Team, PortalUrls.Settings,
            ]);

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    [Theory]
    [InlineData("ru")]
    [InlineData("en")]
    public async Task Page_OfANewAgency_InvitesToTheNextStep(string language)
    {
        var visitor = await VisitAsync(await site.AddressAsync(), language);
        await new AccountPages(visitor).RegisterAsync("Агентство «Начало»", "Нина Новикова", $"nina-{language}@nachalo.example", AgencySite.Password);

        var problems = await WalkAsync(visitor, [PortalUrls.Overview, PortalUrls.Review, PortalUrls.Merges, PortalUrls.Losses, PortalUrls.Rules, PortalUrls.Audit, PortalUrls.Portals, PortalUrls.Schedules]);

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    private static async Task<List<string>> WalkAsync(Visitor visitor, IEnumerable<string> addresses)
    {
        var problems = new List<string>();
        foreach (var address in addresses)
        {
            await visitor.OpenAsync(address);
            await PageCheck.LoadedAsync(visitor);
            problems.AddRange(await PageCheck.TextsAsync(visitor));
            problems.AddRange(await PageCheck.AccessibilityAsync(visitor));
            problems.AddRange(await PageCheck.PhoneAsync(visitor));
        }

        return problems;
    }
}
