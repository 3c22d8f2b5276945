using DedupPortal.EndToEnd.Tests.Merging;
using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Merging;
using DedupPortal.Web;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Look;

/// <summary>Every page of the wizard, of a merge's record and of its undo: words, contrasts, a phone.</summary>
public sealed class WizardLookTests(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    private readonly Chromium _chromium = chromium;

    [Theory]
    [InlineData("ru", ColorScheme.Light, 1)]
    [InlineData("en", ColorScheme.Dark, 2)]
    public async Task Wizard_EachPage_IsWhole(string language, ColorScheme colours, int pair)
    {
        await site.ScannedPortalAsync(_chromium);
        var visitor = await VisitAsync(await site.AddressAsync(), "ru", colours: colours);
        await new AccountPages(visitor).SignInAsync(AgencySite.OwnerEmail, AgencySite.Password);
        await visitor.OpenAsync(PortalUrls.Language(language, PortalUrls.Overview));
        visitor.Speak(language);
        var (lead, contact) = (await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "leadIntoContact"))[pair + 1];
        var problems = new List<string>();
        var wizard = await WizardPages.OpenAsync(visitor, lead, contact);

        await LookAsync(DraftStep.Select);
        await wizard.SelectAsync(lead, contact);
        await LookAsync(DraftStep.Mode);
        await wizard.ChooseModeAsync(MergeMode.LeadIntoContact);
        await LookAsync(DraftStep.Preflight);
        await wizard.ReadPreflightAsync();
        await LookAsync(DraftStep.Values);
        await wizard.AcceptValuesAsync();
        await LookAsync(DraftStep.Final);
        await wizard.ApproveAsync("Смотрим на страницы");
        var merge = await wizard.DoneAsync();
        await LookAsync(null);
        await new MergePages(visitor).OpenAsync(merge);
        await LookAsync(null);
        await visitor.OpenAsync(PortalUrls.UndoMerge(merge));
        await LookAsync(null);

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));

        async Task LookAsync(DraftStep? step)
        {
            if (step is { } at)
                await wizard.StandsAtAsync(at);
            await PageCheck.LoadedAsync(visitor);
            problems.AddRange(await PageCheck.TextsAsync(visitor));
            problems.AddRange(await PageCheck.AccessibilityAsync(visitor));
            problems.AddRange(await PageCheck.PhoneAsync(visitor));
        }
    }
}
