using Bunit;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Web.Components.Pages.Portals;

namespace DedupPortal.Web.Tests.Portals;

public sealed class PortalReportViewTests : ComponentTest
{
    private static readonly PortalGap s_crm = new(PortalGapKind.Scope, "crm", Required: true, [PortalAbility.Scan, PortalAbility.Merge]);
    private static readonly PortalGap s_lines = new(PortalGapKind.Scope, "imopenlines", Required: false, [PortalAbility.ChatLookup]);

    [Fact]
    public void Report_NothingMissing_SaysThatAllIsThere()
    {
        var report = Report(isAdministrator: true);

        Assert.Contains("allows everything that is needed", report.Find(".note-good").TextContent, StringComparison.Ordinal);
        Assert.Contains("Administrator: sees all cards", report.Markup, StringComparison.Ordinal);
        Assert.Empty(report.FindAll(".gaps"));
    }

    [Fact]
    public void Report_RequiredScopeMissing_NamesItAndWhatItBlocks()
    {
        var report = Report(isAdministrator: true, s_crm, s_lines);

        Assert.NotEmpty(report.FindAll(".error-what"));
        Assert.Equal(
            ["Permission crm is not ticked", "Permission imopenlines is not ticked"],
            report.FindAll(".gaps strong").Select(gap => gap.TextContent));
        Assert.Contains("Not available without it: scanning, merging", report.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_NoAdministrator_SaysWhatThatMeans() =>
        Assert.Contains("only cards that this user may see and change", Report(isAdministrator: false, s_lines).Markup, StringComparison.Ordinal);

    [Fact]
    public void Gaps_EachAbility_HasItsWordsInBothLanguages()
    {
        foreach (var language in (string[])["en", "ru"])
        {
            using var culture = new CultureScope(language);
            var gaps = Render<PortalGaps>(parameters => parameters.Add(
                view => view.Gaps, [new PortalGap(PortalGapKind.Method, "crm.item.get", Required: true, Enum.GetValues<PortalAbility>())]));

            Assert.DoesNotContain("Ability_", gaps.Markup, StringComparison.Ordinal);
        }
    }

    private IRenderedComponent<PortalReportView> Report(bool isAdministrator, params PortalGap[] gaps)
    {
        var report = new PortalReport(new PortalUser(1, "Irina Sokolova", isAdministrator), new HashSet<string>(StringComparer.Ordinal) { "crm", "user" }, CrmMode.Classic, null, [], gaps);
        return Render<PortalReportView>(parameters => parameters.Add(
            view => view.Check, new PortalCheck("https://north.example/rest/", "north.example", "https://north.example/rest/1/••••••••/", report)));
    }
}
